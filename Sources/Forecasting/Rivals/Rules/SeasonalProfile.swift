import Foundation
import Numerics

/// What the seasons add to a channel: sines and cosines, the same for all series.
struct SeasonalProfile: Codable, Sendable, Hashable {
    let seasons: [Season]
    /// Whether the profile of the shortest season differs over the cycle of the next: hour of week.
    let isCrossed: Bool
    /// Of ``features(_:)``.
    let coefficients: [Double]

    /// Rows that are fitted, at most; evenly spread stretches where there are more.
    private static let mostRows = 60_000

    /// The coefficients by least squares beside a line in each stretch of some cycles, so that wandering levels do not disturb, with
    /// a ridge penalty and values beyond four spreads drawn in. Crossed where what one half of the stretches says makes the other
    /// half's residuals smaller.
    ///
    /// - Complexity: O(rows · features²).
    init(learning histories: [ChannelHistory], seasons: [Season]) {
        let plain = SeasonalProfile(seasons: seasons, isCrossed: false, coefficients: [])
        guard !seasons.isEmpty else {
            self = plain
            return
        }
        let stretches = Self.stretches(histories, length: 3 * (seasons.map(\.period).max() ?? 0))
        var best = plain
        if Self.canCross(seasons) {
            let crossed = SeasonalProfile(seasons: seasons, isCrossed: true, coefficients: [])
            if crossed.heldOutError(stretches) < 0.995 * plain.heldOutError(stretches) { best = crossed }
        }
        self = best.fitted(stretches)
    }

    private init(seasons: [Season], isCrossed: Bool, coefficients: [Double]) {
        self.seasons = seasons
        self.isCrossed = isCrossed
        self.coefficients = coefficients
    }

    private static func canCross(_ seasons: [Season]) -> Bool {
        let periods = seasons.map(\.period).sorted()
        return periods.count >= 2 && periods[1] / periods[0] <= 10
    }

    /// Sines and cosines at `time`.
    private func features(_ time: Double) -> [Double] {
        var all: [[Double]] = []
        for season in seasons {
            let turns = time / season.period
            let phase = 2 * Double.pi * (turns - turns.rounded(.down))
            all.append(
                (1...season.harmonics).flatMap { [cos(Double($0) * phase), sin(Double($0) * phase)] })
        }
        guard isCrossed else { return all.flatMap { $0 } }
        let order = seasons.indices.sorted { seasons[$0].period < seasons[$1].period }
        let (short, long) = (all[order[0]].prefix(8), all[order[1]].prefix(6))
        return all.flatMap { $0 } + short.flatMap { a in long.map { a * $0 } }
    }

    /// What the seasons add at `time`.
    func value(at time: Double) -> Double {
        guard !coefficients.isEmpty else { return 0 }
        return zip(features(time), coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// A history without what the seasons add.
    func removed(from history: ChannelHistory) -> ChannelHistory {
        ChannelHistory(times: history.times, values: zip(history.times, history.values).map { $1 - value(at: $0) })
    }

    /// Parts of the histories of some `length`, of four points or more.
    private static func stretches(_ histories: [ChannelHistory], length: Double) -> [ChannelHistory] {
        var stretches: [ChannelHistory] = []
        for history in histories {
            guard let first = history.times.first, let last = history.times.last else { continue }
            let parts = max(1, ((last - first) / length).rounded(.down))
            var current = ChannelHistory()
            var part = 0.0
            for (time, value) in zip(history.times, history.values) {
                let place = last > first ? min(((time - first) / (last - first) * parts).rounded(.down), parts - 1) : 0
                if place != part {
                    stretches.append(current)
                    current = ChannelHistory()
                    part = place
                }
                current.times.append(time)
                current.values.append(value)
            }
            stretches.append(current)
        }
        stretches = stretches.filter { $0.times.count >= 4 }
        let rows = stretches.reduce(0) { $0 + $1.times.count }
        guard rows > mostRows, stretches.count > 4 else { return stretches }
        let kept = max(4, stretches.count * mostRows / rows)
        return (0..<kept).map { stretches[$0 * stretches.count / kept] }
    }

    /// Moments of the features and values about each stretch's line.
    private struct Moments {
        var matrix: [[Double]]
        var right: [Double]
        var rows = 0.0

        init(width: Int) {
            matrix = Array(repeating: Array(repeating: 0, count: width), count: width)
            right = Array(repeating: 0, count: width)
        }

        mutating func add(_ features: [[Double]], _ values: [Double]) {
            for (row, value) in zip(features, values) {
                for i in right.indices {
                    right[i] += row[i] * value
                    for j in 0...i { matrix[i][j] += row[i] * row[j] }
                }
            }
            rows += Double(values.count)
        }

        /// Coefficients with two values' worth of doubt on each.
        var solution: [Double] {
            var full = matrix
            for i in full.indices {
                full[i][i] += 2 + 1e-9 * rows
                for j in 0..<i { full[j][i] = full[i][j] }
            }
            return CholeskyFactor(full)?.solve(right) ?? right.map { _ in 0 }
        }
    }

    /// Features and values of a stretch without their lines.
    private func rows(_ stretch: ChannelHistory) -> (features: [[Double]], values: [Double]) {
        let first = stretch.times[0]
        let span = max(stretch.times[stretch.times.count - 1] - first, .leastNormalMagnitude)
        let places = stretch.times.map { ($0 - first) / span - 0.5 }
        let n = Double(places.count)
        let middle = places.reduce(0, +) / n
        let variance = places.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        func flat(_ column: [Double]) -> [Double] {
            let mean = column.reduce(0) { $0 + $1 / n }
            let slope =
                variance > 0
                ? zip(places, column).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - mean) } / variance : 0
            return zip(places, column).map { $1 - mean - slope * ($0 - middle) }
        }
        var features = stretch.times.map(self.features)
        for i in 0..<(features.first?.count ?? 0) {
            for (row, value) in flat(features.map { $0[i] }).enumerated() { features[row][i] = value }
        }
        return (features, flat(stretch.values))
    }

    private var width: Int { features(0).count }

    private func fitted(_ stretches: [ChannelHistory]) -> SeasonalProfile {
        let parts = stretches.map(rows)
        var moments = Moments(width: width)
        for part in parts { moments.add(part.features, part.values) }
        let first = moments.solution
        // Once more with wild residuals drawn in.
        func value(_ row: [Double]) -> Double { zip(row, first).reduce(0) { $0 + $1.0 * $1.1 } }
        let residuals = parts.flatMap { part in zip(part.features, part.values).map { $1 - value($0) } }
        let bound = 4 * RobustScale.centerAndScale(residuals).scale
        var again = Moments(width: width)
        for part in parts {
            again.add(
                part.features,
                zip(part.features, part.values).map { row, y in
                    let middle = value(row)
                    return min(max(y, middle - bound), middle + bound)
                })
        }
        return SeasonalProfile(seasons: seasons, isCrossed: isCrossed, coefficients: again.solution)
    }

    /// Mean absolute residual of each half of the stretches from what the other half says.
    private func heldOutError(_ stretches: [ChannelHistory]) -> Double {
        let parts = stretches.map(rows)
        var halves = [Moments(width: width), Moments(width: width)]
        for (index, part) in parts.enumerated() { halves[index & 1].add(part.features, part.values) }
        guard halves[0].rows > 0, halves[1].rows > 0 else { return .infinity }
        let solutions = halves.map(\.solution)
        var (sum, count) = (0.0, 0.0)
        for (index, part) in parts.enumerated() {
            let solution = solutions[1 - index & 1]
            for (row, value) in zip(part.features, part.values) {
                sum += abs(value - zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 })
                count += 1
            }
        }
        return sum / count
    }
}
