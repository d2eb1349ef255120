import Foundation
import TimeSeries

/// The columns from which a value amid a channel's history is predicted, each less the straight line between its neighbours.
///
/// Of the channel itself: a monotone cubic through the neighbours, the nearer neighbour, means of several neighbours and of the whole
/// history; all of them also times the distance to the nearer neighbour and the width of the gap. Of other channels: how far each
/// lies off its own line between the same two times. Outside of the channel's own history the nearest value stands on both sides.
struct InterpolationFeatures: Codable, Sendable, Equatable {
    /// The channel.
    let channel: Int
    /// Other channels that are read.
    let others: [Int]
    let clock: LeadClock

    private static let values = 6
    private static let marks = 3

    /// Columns.
    var count: Int { 1 + 3 * Self.values + 3 * Self.marks - 1 + others.count }
    /// Columns of the channel itself.
    var core: Range<Int> { 1..<1 + Self.values + Self.marks }

    /// The columns, in the order of `Row.write`.
    func columns(variables: [String]) -> [DesignColumn] {
        let values = [
            "cubic", "nearer neighbour", "mean of four", "mean of sixteen", "mean", "overall mean",
        ]
        var columns = [DesignColumn("intercept", .intercept)]
        columns += values.map { DesignColumn($0, .own, isValue: true) }
        columns += ["distance", "gap", "one side"].map { DesignColumn($0, .own) }
        for factor in ["distance", "gap"] {
            columns += values.map { DesignColumn("\($0) × \(factor)", .own, isValue: true) }
            columns += ["distance", "gap", "one side"].map { DesignColumn("\($0) × \(factor)", .own) }
        }
        // Distance × gap is there once.
        columns.remove(at: columns.count - 3)
        return columns + others.map { DesignColumn("\(variables[$0]): off its line", .others) }
    }

    /// Predictions to shrink towards.
    var bases: [(name: String, coefficients: [Int: Double])] {
        let names = [
            "monotone cubic", "nearer neighbour", "mean of four neighbours", "mean of sixteen neighbours", "mean",
            "overall mean",
        ]
        return [("straight line", [:])] + names.enumerated().map { ($1, [$0 + 1: 1.0]) }
    }

    /// What is known about one time of one series.
    struct Row: Sendable {
        /// The straight line's value.
        var line = 0.0
        /// The own columns that are values, each less the line.
        var values = [Double](repeating: 0, count: InterpolationFeatures.values)
        /// Distance to the nearer neighbour.
        var distance = 0.0
        /// Width of the gap; 0 outside of the history.
        var gap = 0.0
        var isOneSided = false
        /// Spread of the neighbours about their mean.
        var spread = 0.0
        /// How far the other channels lie off their lines.
        var others: [Float] = []
        /// Whether any other channel was seen between the neighbours.
        var isAccompanied = false
    }

    /// Describes time `time` of a series of which the channel's observations `hidden` are not seen.
    ///
    /// - Parameters:
    ///   - histories: of all channels, scaled, without seasons.
    ///   - hidden: consecutive observations of the channel; empty at the place of `time` where all are seen.
    ///   - mean: of the channel's observations that are seen.
    ///   - seesOthers: whether other channels are seen between the neighbours.
    /// - Returns: `nil` where nothing of the channel is seen.
    /// - Complexity: O(channels · log n).
    func row(
        at time: Double, in histories: [ChannelHistory], hidden: Range<Int>, mean: Double, seesOthers: Bool
    ) -> Row? {
        let own = histories[channel]
        let before = hidden.lowerBound - 1
        let after = hidden.upperBound
        guard before >= 0 || after < own.times.count else { return nil }
        var row = Row()
        row.others = Array(repeating: 0, count: others.count)
        var (low, high) = (0.0, 0.0)
        if before >= 0, after < own.times.count {
            let (t1, t2) = (own.times[before], own.times[after])
            let width = t2 - t1
            let share = width > 0 ? min(max((time - t1) / width, 0), 1) : 0.5
            (low, high) = (own.values[before], own.values[after])
            row.line = low + share * (high - low)
            row.gap = width
            row.distance = min(time - t1, t2 - time)
            let left = before > 0 ? (own.times[before - 1], own.values[before - 1]) : nil
            let right = after + 1 < own.times.count ? (own.times[after + 1], own.values[after + 1]) : nil
            row.values[0] = MonotoneCubic.value(at: share, left, (t1, low), (t2, high), right) - row.line
            row.values[1] = (share < 0.5 ? low : high) - row.line
            if seesOthers {
                for (k, other) in others.enumerated() {
                    guard let off = Self.offLine(histories[other], time, t1, t2, share) else { continue }
                    row.others[k] = Float(off)
                    row.isAccompanied = true
                }
            }
        } else {
            let nearest = before >= 0 ? before : after
            (low, high) = (own.values[nearest], own.values[nearest])
            row.line = low
            row.distance = abs(time - own.times[nearest])
            row.isOneSided = true
        }
        for (k, reach) in [2, 8].enumerated() {
            var sum = 0.0
            var count = 0.0
            for index in max(before - reach + 1, 0)..<min(max(before + 1, 0), own.values.count) {
                sum += own.values[index]
                count += 1
            }
            for index in min(after, own.values.count)..<min(after + reach, own.values.count) {
                sum += own.values[index]
                count += 1
            }
            row.values[2 + k] = sum / max(count, 1) - row.line
        }
        let few = row.values[2] + row.line
        row.spread = abs(high - low) / 2 + abs(row.values[3] + row.line - few)
        row.values[4] = mean - row.line
        row.values[5] = -row.line
        return row
    }

    /// A channel's own line at `time`, less the line between its values at `t1` and `t2`; `nil` where nothing of it lies between.
    private static func offLine(
        _ history: ChannelHistory, _ time: Double, _ t1: Double, _ t2: Double, _ share: Double
    ) -> Double? {
        let next = history.times.partitionPoint { $0 > t1 }
        guard next < history.times.count, history.times[next] < t2 else { return nil }
        let (first, second) = (history.value(at: t1), history.value(at: t2))
        return min(max(history.value(at: time) - first - share * (second - first), -20), 20)
    }

    /// Writes the columns of a row.
    func write(_ row: Row, others: UnsafePointer<Float>?, to x: UnsafeMutablePointer<Double>, stride: Int) {
        var place = 0
        func put(_ value: Double) {
            x[place] = value
            place += stride
        }
        let distance = clock.place(of: min(row.distance, clock.longest))
        let gap = clock.place(of: min(row.gap, clock.longest))
        let side = row.isOneSided ? 1.0 : 0
        put(1)
        for value in row.values { put(value) }
        for mark in [distance, gap, side] { put(mark) }
        for value in row.values { put(value * distance) }
        for mark in [distance, gap, side] { put(mark * distance) }
        for value in row.values { put(value * gap) }
        for mark in [gap, side] { put(mark * gap) }
        if let others { for k in 0..<self.others.count { put(Double(others[k])) } }
    }

    /// What the scale of the error depends on: distance, gap, side, spread of the neighbours, whether other channels were
    /// seen meanwhile.
    func scaleFeatures(_ row: Row) -> SIMD8<Double> {
        let distance = clock.place(of: min(row.distance, clock.longest))
        let gap = clock.place(of: min(row.gap, clock.longest))
        // What others tell matters more, the wider the gap.
        let near = log(distance + 0.002)
        let accompanied = row.isAccompanied ? 1.0 : 0
        return SIMD8(
            1, distance, gap, row.isOneSided ? 1 : 0, log(row.spread + 0.02), accompanied, accompanied * near, near)
    }
}

extension ChannelHistory {
    /// The straight line between the neighbours of `time`, the nearest value outside of them; 0 where there are none.
    func value(at time: Double) -> Double {
        let next = times.partitionPoint { $0 > time }
        guard next > 0 else { return values.first ?? 0 }
        guard next < times.count else { return values[next - 1] }
        let width = times[next] - times[next - 1]
        let share = width > 0 ? (time - times[next - 1]) / width : 0
        return values[next - 1] + share * (values[next] - values[next - 1])
    }
}
