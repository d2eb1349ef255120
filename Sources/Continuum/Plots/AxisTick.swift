import Foundation
import TimeSeries

/// A mark on an axis.
struct AxisTick: Hashable, Sendable {
    /// Where it stands: a value; on an axis of time seconds since the picture's first time, or the number.
    let position: Double
    /// What is written there; two lines where it has a line feed.
    let label: String
}

extension AxisTick {
    /// Marks as gnuplot takes them: labels and positions.
    static func list(_ ticks: [AxisTick], shiftedBy shift: Double = 0) -> String {
        ticks.map { "\"\($0.label.replacing("\n", with: "\\n"))\" \($0.position + shift)" }.joined(separator: ", ")
    }

    /// Round numbers from `low` to `high`, 1, 2 or 5 times a power of ten apart, at most `most` and at least two where the range has
    /// room for them. No two labels are alike.
    ///
    /// - Precondition: `low` < `high`, both finite.
    static func linear(_ low: Double, _ high: Double, most: Int) -> [AxisTick] {
        let rough = max((high - low) / Double(max(most, 2)), .leastNormalMagnitude)
        let exponent = Int(log10(rough).rounded(.down))
        for (digits, power) in [(1.0, exponent), (2, exponent), (5, exponent), (1, exponent + 1), (2, exponent + 1)] {
            let step = scaled(digits, power)
            // Ends that are marks but for their last bits count.
            let first = (low / step - 1e-9).rounded(.up)
            let last = (high / step + 1e-9).rounded(.down)
            guard last - first < Double(max(most, 2)), abs(last) < 0x1p53 else { continue }
            guard first <= last else { return [] }
            return stride(from: first, through: last, by: 1).map { count in
                // Zero without a sign.
                let position = count == 0 ? 0 : scaled(count * digits, power)
                return AxisTick(
                    position: position, label: label(position, step: power, greatest: max(abs(low), abs(high))))
            }
        }
        return []
    }

    /// Marks of a logarithmic axis: powers of ten and what lies between, or round numbers where it spans too little.
    ///
    /// - Precondition: 0 < `low` < `high`, both finite.
    static func logarithmic(_ low: Double, _ high: Double, most: Int) -> [AxisTick] {
        let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        for digits in [[1.0, 2, 5], [1, 3], [1]] {
            let ticks = exponents.flatMap { exponent in digits.map { (scaled($0, exponent), exponent) } }
                .filter { (low...high).contains($0.0) }
            if digits.count == 3, ticks.count < 3 { return linear(low, high, most: most) }
            if ticks.count <= most {
                return ticks.map { AxisTick(position: $0.0, label: label($0.0, step: $0.1, greatest: $0.0)) }
            }
        }
        let apart = (exponents.count + most - 1) / max(most, 1)
        return exponents.filter { $0 % apart == 0 }.map { (scaled(1, $0), $0) }
            .filter { (low...high).contains($0.0) }
            .map { AxisTick(position: $0.0, label: label($0.0, step: $0.1, greatest: $0.0)) }
    }

    /// `number` with as many decimals as a step of 10 to the `power` needs; with an exponent where the `greatest` of the axis is very
    /// large or very small.
    private static func label(_ number: Double, step power: Int, greatest: Double) -> String {
        let size = greatest == 0 ? 0 : Int(log10(greatest).rounded(.down))
        if number != 0, size >= 7 || size < -5 || power < -8 {
            let digits = min(max(Int(log10(abs(number)).rounded(.down)) - power, 0), 15)
            let text = String(format: "%.\(digits)e", number)
            return text.replacing("e+0", with: "e").replacing("e+", with: "e").replacing("e-0", with: "e-")
        }
        return String(format: "%.\(max(-power, 0))f", number)
    }

    /// `number` · 10 to the `power`, as its decimal text is read where it is a whole number.
    private static func scaled(_ number: Double, _ power: Int) -> Double {
        if abs(number) < 1e15, let exact = Double("\(Int(number))e\(power)") { return exact }
        return number * pow(10, Double(power))
    }
}
