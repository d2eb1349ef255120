import Foundation
import TimeSeries

/// A level and what the calendar adds: hour of the day, day of the week, time of the year, as far as the data bear them.
///
/// The components are additive, estimated by backfitting (Hastie, Tibshirani 1990) with shrinkage, in UTC. The level is a mean of what
/// the calendar leaves, older values counting half after each half-life; which half-life forecasts best is tried out.
struct SeasonalProfileRule: PointRule {
    static let name = "seasonal-profile"
    static let summary = "a level plus profiles by hour of day, day of week and time of year"

    static func obstacle(in collection: SeriesCollection) -> String? {
        collection.times.kind == .calendar ? nil : "the times are plain numbers, which no calendar divides"
    }

    /// A division of calendar time.
    enum Cycle: String, Codable, CaseIterable {
        case hourOfDay, dayOfWeek, timeOfYear

        /// Bins of a cycle.
        var bins: Int {
            switch self {
            case .hourOfDay, .timeOfYear: 24
            case .dayOfWeek: 7
            }
        }

        /// Seconds of a cycle.
        var length: Double {
            switch self {
            case .hourOfDay: 86400
            case .dayOfWeek: 7 * 86400
            case .timeOfYear: 365.2425 * 86400
            }
        }

        /// The bin of `time`, seconds since 1970-01-01, a Thursday.
        func bin(_ time: Double) -> Int {
            // The width is a whole number of seconds, so that a boundary falls into the bin that it begins.
            let index = (time / (length / Double(bins))).rounded(.down)
            return Int(index - Double(bins) * (index / Double(bins)).rounded(.down))
        }
    }

    /// What one cycle adds to a channel.
    struct Component: Codable, Sendable {
        let cycle: Cycle
        /// One number a bin, their mean over the data near zero.
        var values: [Double]
    }

    /// What was learned of one channel.
    struct Profile: Codable, Sendable {
        var components: [Component] = []
        /// Half-life of the level's weights in seconds; `nil` for equal weights.
        var halfLife: Double?

        /// What the calendar adds at `time`.
        func value(at time: Double) -> Double {
            components.reduce(0) { $0 + $1.values[$1.cycle.bin(time)] }
        }
    }

    let profiles: [Profile]

    init(learning histories: [[ChannelHistory]]) { profiles = histories.map(Self.profile) }

    private static func profile(_ histories: [ChannelHistory]) -> Profile {
        var profile = Profile()
        // A cycle is kept where what one half of the data says of it makes the other half's residuals smaller.
        for cycle in Cycle.allCases where isCovered(cycle, histories) {
            var tried = profile
            tried.components.append(Component(cycle: cycle, values: Array(repeating: 0, count: cycle.bins)))
            let gain = [0, 1].reduce(0.0) { sum, half in
                var with = tried
                var without = profile
                backfit(&with, histories, skipping: half)
                backfit(&without, histories, skipping: half)
                return sum + squares(without, histories, only: half) - squares(with, histories, only: half)
            }
            if gain > 0 { profile = tried }
        }
        backfit(&profile, histories, skipping: nil)
        profile.halfLife = halfLife(profile, histories)
        return profile
    }

    /// Whether the data go round the cycle twice and tell its parts apart.
    private static func isCovered(_ cycle: Cycle, _ histories: [ChannelHistory]) -> Bool {
        let longest = histories.map { ($0.times.last ?? 0) - ($0.times.first ?? 0) }.max() ?? 0
        guard longest >= 2 * cycle.length else { return false }
        var bins = Set<Int>()
        for history in histories { for time in history.times { bins.insert(cycle.bin(time)) } }
        return bins.count >= 2
    }

    /// Which of two halves `time` is in: stretches of three weeks in turn, so that both halves see every part of a cycle.
    private static func half(_ time: Double) -> Int { Int((time / (21 * 86400)).rounded(.down)) & 1 }

    /// Estimates all components beside each series' mean; `skipping` leaves a half of the data out.
    private static func backfit(_ profile: inout Profile, _ histories: [ChannelHistory], skipping half: Int?) {
        let means = histories.map { $0.values.reduce(0, +) / Double(max($0.values.count, 1)) }
        for _ in 0..<(profile.components.count > 1 ? 8 : 1) {
            for index in profile.components.indices {
                let cycle = profile.components[index].cycle
                var sums = [Double](repeating: 0, count: cycle.bins)
                var counts = sums
                for (history, mean) in zip(histories, means) {
                    for (time, value) in zip(history.times, history.values) where half != Self.half(time) {
                        let bin = cycle.bin(time)
                        let others = profile.value(at: time) - profile.components[index].values[bin]
                        sums[bin] += value - mean - others
                        counts[bin] += 1
                    }
                }
                // Two values' worth of doubt: a bin of few values says little.
                profile.components[index].values = zip(sums, counts).map { $0 / ($1 + 2) }
            }
        }
    }

    private static func squares(_ profile: Profile, _ histories: [ChannelHistory], only half: Int) -> Double {
        histories.reduce(0) { sum, history in
            let mean = history.values.reduce(0, +) / Double(max(history.values.count, 1))
            return zip(history.times, history.values).reduce(sum) { sum, point in
                guard Self.half(point.0) == half else { return sum }
                let residual = point.1 - mean - profile.value(at: point.0)
                return sum + residual * residual
            }
        }
    }

    /// The half-life that errs least one to sixteen observations ahead.
    private static func halfLife(_ profile: Profile, _ histories: [ChannelHistory]) -> Double? {
        let gaps = histories.flatMap { zip($0.times.dropFirst(), $0.times).map { $0 - $1 } }.filter { $0 > 0 }.sorted()
        guard !gaps.isEmpty else { return nil }
        let gap = gaps[gaps.count / 2]
        var best: (halfLife: Double?, error: Double) = (nil, .infinity)
        for halfLife in [nil, 256 * gap, 32 * gap, 4 * gap, 0.5 * gap] {
            var error = 0.0
            for history in histories {
                let residuals = zip(history.times, history.values).map { $1 - profile.value(at: $0) }
                let levels = forwardMeans(history.times, residuals, halfLife)
                for ahead in [1, 4, 16] where ahead < residuals.count {
                    for k in ahead..<residuals.count {
                        let miss = residuals[k] - levels[k - ahead].mean
                        error += miss * miss
                    }
                }
            }
            if error < best.error { best = (halfLife, error) }
        }
        return best.halfLife
    }

    /// The weighted mean of the values up to each, and the sum of its weights seen from there.
    private static func forwardMeans(
        _ times: [Double], _ values: [Double], _ halfLife: Double?
    ) -> [(mean: Double, weight: Double)] {
        var mean = 0.0
        var weight = 0.0
        return times.indices.map { k in
            if k > 0, let halfLife { weight *= exp2(-(times[k] - times[k - 1]) / halfLife) }
            weight += 1
            mean += (values[k] - mean) / weight
            return (mean, weight)
        }
    }

    func centers(at times: [Double], after history: ChannelHistory, channel: Int) -> [Double] {
        let profile = profiles[channel]
        let residuals = zip(history.times, history.values).map { $1 - profile.value(at: $0) }
        let before = Self.forwardMeans(history.times, residuals, profile.halfLife)
        let mirrored = Self.forwardMeans(history.times.reversed().map(-), residuals.reversed(), profile.halfLife)
        let count = history.times.count
        var next = 0
        return times.map { time in
            while next < count, history.times[next] <= time { next += 1 }
            // Values on both sides count by their distance; beyond the last there is one side.
            var (sum, weight) = (0.0, 0.0)
            func add(_ side: (mean: Double, weight: Double), at distance: Double) {
                let share = side.weight * (profile.halfLife.map { exp2(-distance / $0) } ?? 1)
                sum += share * side.mean
                weight += share
            }
            if next > 0 { add(before[next - 1], at: next == count ? 0 : time - history.times[next - 1]) }
            if next < count { add(mirrored[count - 1 - next], at: next == 0 ? 0 : history.times[next] - time) }
            let level = weight > 0 ? sum / weight : before[min(next, count - 1)].mean
            return level + profile.value(at: time)
        }
    }

    var parameterCount: Int {
        profiles.reduce(0) { $0 + $1.components.reduce($1.halfLife == nil ? 0 : 1) { $0 + $1.values.count } }
    }

    func facts(variables: [String]) -> [FitReport.Fact] {
        zip(variables, profiles).map { variable, profile in
            let cycles = profile.components.map { component -> FactText in
                let name =
                    switch component.cycle {
                    case .hourOfDay: "hour of day"
                    case .dayOfWeek: "day of week"
                    case .timeOfYear: "time of year"
                    }
                return "\(name) (\(number: component.values.min() ?? 0) to \(number: component.values.max() ?? 0)), "
            }
            let level: FactText = profile.halfLife.map { "level of half-life \(duration: $0)" } ?? "level: the mean"
            return FitReport.Fact("profile", cycles.reduce("\(variable): ") { $0 + $1 } + level)
        }
    }
}

extension ForecasterKind {
    /// A level and profiles of the calendar, with the empirical spread of errors by lead.
    public static let seasonalProfile = rule(SeasonalProfileRule.self)
}
