import Foundation
import Numerics

/// What the seasons add to a channel at a time, in scaled units: sines and cosines of each period.
///
/// Coefficients are least squares within windows of two periods, each less its straight line, so that neither the level of a series nor
/// its slow changes count; shorter periods first, the next on what they leave. A season is kept where what even windows say of it makes odd
/// ones smaller and the other way round.
struct SeasonalCurve: Codable, Sendable, Equatable {
    /// One season.
    struct Part: Codable, Sendable, Equatable {
        /// Length of a cycle: seconds in calendar data, else the data's own unit.
        let period: Double
        /// Of sine and cosine of the period, its half, its third, and so on.
        let coefficients: [Double]
        /// Share of the variance within windows that it explains, 0 to 1.
        let share: Double
    }

    /// Ascending by period.
    private(set) var parts: [Part] = []

    /// Least share of the variance that a season explains.
    private static let leastShare = 0.01
    /// Windows, of each half, that a season needs.
    private static let leastWindows = 1

    /// Values read, about.
    private static let mostValues = 200_000

    /// No season.
    init() {}

    /// Learns the seasons that `histories` bear.
    ///
    /// - Parameters:
    ///   - histories: of one channel, values in scaled units.
    ///   - seasons: those to try.
    ///   - areTold: whether they are kept whatever the data say.
    /// - Complexity: O(n + m · harmonics²) for each season, m some hundred thousand values at most.
    init(learning histories: [ChannelHistory], seasons: [Season], areTold: Bool = false) {
        for season in seasons.sorted(by: { $0.period < $1.period }) {
            if let part = part(season, histories, isTold: areTold) { parts.append(part) }
        }
    }

    private func part(_ season: Season, _ histories: [ChannelHistory], isTold: Bool) -> Part? {
        let size = 2 * season.harmonics
        guard size > 0, season.period > 0 else { return nil }
        // Of even and of odd windows.
        var gram = [[[Double]]](repeating: Array(repeating: Array(repeating: 0, count: size), count: size), count: 2)
        var moments = [[Double]](repeating: Array(repeating: 0, count: size), count: 2)
        var squares = [0.0, 0.0]
        var windows = [0, 0]
        // Of long data every k-th pair of windows is read.
        let step = Double(histories.reduce(0) { $0 + $1.times.count } / Self.mostValues + 1)
        for history in histories {
            var begin = 0
            while begin < history.times.count {
                let window = (history.times[begin] / (2 * season.period)).rounded(.down)
                var end = begin + 1
                while end < history.times.count, (history.times[end] / (2 * season.period)).rounded(.down) == window {
                    end += 1
                }
                let pair = (window / 2).rounded(.down)
                if end - begin >= 4, pair == step * (pair / step).rounded(.down) {
                    let half = window.remainder(dividingBy: 2) == 0 ? 0 : 1
                    windows[half] += 1
                    add(
                        history.times[begin..<end], history.values[begin..<end], season, to: &gram[half],
                        &moments[half],
                        &squares[half])
                }
                begin = end
            }
        }
        guard isTold ? windows != [0, 0] : windows.min() ?? 0 >= Self.leastWindows else { return nil }
        func solved(_ gram: [[Double]], _ moments: [Double]) -> [Double]? {
            var penalised = gram
            // Half a window's worth of doubt.
            for index in 0..<size { penalised[index][index] += 2 }
            return CholeskyFactor(penalised)?.solve(moments)
        }
        func gain(_ coefficients: [Double], on half: Int) -> Double {
            (0..<size).reduce(0) { sum, i in
                let image = (0..<size).reduce(0) { $0 + gram[half][i][$1] * coefficients[$1] }
                return sum + coefficients[i] * (2 * moments[half][i] - image)
            }
        }
        guard let even = solved(gram[0], moments[0]), let odd = solved(gram[1], moments[1]) else { return nil }
        let (first, second) = (gain(odd, on: 0), gain(even, on: 1))
        let share = (first + second) / max(squares[0] + squares[1], .leastNormalMagnitude)
        guard isTold || (first > 0 && second > 0 && share > Self.leastShare) else { return nil }
        let both = zip(gram[0], gram[1]).map { zip($0, $1).map(+) }
        guard let coefficients = solved(both, zip(moments[0], moments[1]).map(+)) else { return nil }
        return Part(period: season.period, coefficients: coefficients, share: max(share, 0))
    }

    /// Adds the products of the waves and of what the seasons so far leave of a window, each less its straight line.
    private func add(
        _ times: ArraySlice<Double>, _ values: ArraySlice<Double>, _ season: Season, to gram: inout [[Double]],
        _ moments: inout [Double], _ squares: inout Double
    ) {
        let size = 2 * season.harmonics
        // Waves and the value, side by side.
        var rows = [Double](repeating: 0, count: times.count * (size + 1))
        for (k, (time, value)) in zip(times, values).enumerated() {
            let first = k * (size + 1)
            Self.forEachWave(at: time, period: season.period, harmonics: season.harmonics) { column, sine, cosine in
                rows[first + column] = sine
                rows[first + column + 1] = cosine
            }
            rows[first + size] = value - self.value(at: time)
        }
        Self.straighten(&rows, columns: size + 1, times: times)
        for first in stride(from: 0, to: rows.count, by: size + 1) {
            let left = rows[first + size]
            squares += left * left
            for i in 0..<size {
                moments[i] += rows[first + i] * left
                for j in 0..<size { gram[i][j] += rows[first + i] * rows[first + j] }
            }
        }
    }

    /// Subtracts from each column its least-squares line in time.
    private static func straighten(_ rows: inout [Double], columns: Int, times: ArraySlice<Double>) {
        let count = Double(times.count)
        let middle = times.reduce(0, +) / count
        let square = times.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        for column in 0..<columns {
            var (sum, product) = (0.0, 0.0)
            for (k, time) in times.enumerated() {
                sum += rows[k * columns + column]
                product += rows[k * columns + column] * (time - middle)
            }
            let slope = square > 0 ? product / square : 0
            for (k, time) in times.enumerated() {
                rows[k * columns + column] -= sum / count + slope * (time - middle)
            }
        }
    }

    /// Calls `body` with sine and cosine of each harmonic and twice its number, from 0.
    private static func forEachWave(
        at time: Double, period: Double, harmonics: Int,
        _ body: (_ place: Int, _ sine: Double, _ cosine: Double) -> Void
    ) {
        let phase = 2 * Double.pi * (time / period - (time / period).rounded(.down))
        let (sine, cosine) = (sin(phase), cos(phase))
        var (a, b) = (sine, cosine)
        for harmonic in 0..<harmonics {
            body(2 * harmonic, a, b)
            (a, b) = (a * cosine + b * sine, b * cosine - a * sine)
        }
    }

    /// What the seasons add at `time`.
    ///
    /// - Complexity: O(harmonics).
    func value(at time: Double) -> Double {
        var sum = 0.0
        for part in parts {
            Self.forEachWave(at: time, period: part.period, harmonics: part.coefficients.count / 2) {
                sum += $1 * part.coefficients[$0] + $2 * part.coefficients[$0 + 1]
            }
        }
        return sum
    }
}
