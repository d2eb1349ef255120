import Lanes

/// The size of a row's first step: Hairer, Nørsett, Wanner 1993, section II.4, for blocks and rows.
///
/// Notation: d₀ and d₁ the sizes of y and y' at the start, d₂ that of the second derivative, seen by a trial step of Euler's
/// method; all in the root mean square of value / (absolute + relative · |y|).
enum FirstStep {
    /// The root mean square over features of value / (absolute + relative · |y|).
    @inline(__always)
    static func size(
        features: Int, relative: Double, absolute: Double, state: (Int) -> Double, value: (Int) -> Double
    ) -> Double {
        var sum = 0.0
        for feature in 0..<features {
            let ratio = value(feature) / (absolute + relative * abs(state(feature)))
            sum += ratio * ratio
        }
        return (sum / Double(features)).squareRoot()
    }

    /// The size of the trial step, from d₀ and d₁.
    static func trial(state: Double, slope: Double) -> Double {
        state < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * state / slope
    }

    /// The size of each row's first step; not a number where d₁ or d₂ is not finite.
    ///
    /// - Parameters:
    ///   - trials: sizes of the trial steps.
    ///   - slopes: d₁ of each row.
    ///   - changes: d₂ of each row.
    ///   - errorPower: the power of the step with which the method's error falls.
    static func sizes(trials: [Double], slopes: [Double], changes: [Double], errorPower: Int) -> [Double] {
        let lanes = LaneBlock.paddedLanes(for: trials.count)
        var steepest = [Double](repeating: 1, count: lanes)
        for row in trials.indices {
            steepest[row] = max(slopes[row], changes[row])
            if !(changes[row].isFinite && slopes[row].isFinite) { steepest[row] = .nan }
        }
        var powers = steepest.map { 0.01 / $0 }
        raise(&powers, to: 1 / Double(errorPower))
        return trials.indices.map { row in
            guard !steepest[row].isNaN else { return .nan }
            return min(100 * trials[row], steepest[row] <= 1e-15 ? max(1e-6, trials[row] * 1e-3) : powers[row])
        }
    }

    /// Raises every base to `exponent` by our own kernels; their number is that of padded lanes.
    private static func raise(_ bases: inout [Double], to exponent: Double) {
        bases.withUnsafeMutableBufferPointer { bases in
            guard let p = bases.baseAddress else { return }
            let lanes = bases.count
            Double.map(.log, x: p, xStride: lanes, y: p, yStride: lanes, features: 1, lanes: lanes)
            for lane in 0..<lanes { p[lane] *= exponent }
            Double.map(.exp, x: p, xStride: lanes, y: p, yStride: lanes, features: 1, lanes: lanes)
        }
    }
}
