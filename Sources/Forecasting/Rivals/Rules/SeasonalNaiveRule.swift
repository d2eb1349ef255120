import TimeSeries

/// The value one cycle of the strongest season ago, moved by the growth over the last cycle as far as that has helped.
struct SeasonalNaiveRule: PointRule {
    static let name = "seasonal-naive"
    static let summary = "the value one season ago, with the growth since; the last value where there is no season"
    static let isSeasonal = true

    /// Of the strongest season; `nil` for none.
    let period: Double?
    /// Share of the growth of the last cycle that each further one is moved by: 0, ½ or 1.
    let growth: Double

    init(learning histories: [ChannelHistory], seasons: [Season]) {
        guard let period = seasons.first?.period else {
            self.init(period: nil, growth: 0)
            return
        }
        // What forecasts of one and two cycles from the middle and three quarters of each series would have got wrong.
        var best: (growth: Double, error: Double) = (0, .infinity)
        for growth in [0, 0.5, 1] {
            let rule = SeasonalNaiveRule(period: period, growth: growth)
            var (sum, count) = (0.0, 0.0)
            for history in histories {
                for share in [0.5, 0.6, 0.7, 0.8, 0.9] {
                    let seen = Int(share * Double(history.times.count))
                    guard seen >= 4, history.times[seen - 1] - history.times[0] >= 2 * period else { continue }
                    let end = history.times.partitionPoint { $0 > history.times[seen - 1] + 2 * period }
                    let stride = max(1, (end - seen) / 200)
                    let targets = Swift.stride(from: seen, to: end, by: stride).map { $0 }
                    let centers = rule.centers(at: targets.map { history.times[$0] }, given: history.prefix(seen))
                    for (target, center) in zip(targets, centers) {
                        sum += abs(history.values[target] - center)
                        count += 1
                    }
                }
            }
            let error = count > 0 ? sum / count : 0
            if error < best.error * 0.98 { best = (growth, error) }
        }
        self.init(period: period, growth: best.growth)
    }

    private init(period: Double?, growth: Double) {
        self.period = period
        self.growth = growth
    }

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        guard let period, let first = history.times.first, let last = history.times.last, last - first >= period else {
            return LastValueRule(learning: [], seasons: []).centers(at: times, given: history)
        }
        // Growth over a cycle: the mean of the last cycle against that of the one before.
        var rise = 0.0
        if growth > 0, last - first >= 2 * period {
            let begin = history.times.partitionPoint { $0 > last - period }
            let earlier = history.times.partitionPoint { $0 > last - 2 * period }
            rise = Self.mean(history.values[begin...]) - Self.mean(history.values[earlier..<begin])
        }
        let value = LinearRule(learning: [], seasons: [])
        return times.map { time in
            // Amid the history a cycle earlier, or later where there is none.
            let cycles = time > last ? max(1, ((time - last) / period).rounded(.up)) : 1
            var place = time - cycles * period
            if place < first { place = time + period <= last ? time + period : time }
            let moved = time > last ? growth * rise * cycles : 0
            return (Self.nearest(place, history) ?? value.centers(at: [place], given: history)[0]) + moved
        }
    }

    /// The value at `time` where one was observed within a quarter of the usual gap: months differ by days.
    private static func nearest(_ time: Double, _ history: ChannelHistory) -> Double? {
        let next = history.times.partitionPoint { $0 > time }
        guard next > 0, next < history.times.count else { return nil }
        let (before, after) = (time - history.times[next - 1], history.times[next] - time)
        let reach = 0.25 * (before + after)
        if before <= min(reach, after) { return history.values[next - 1] }
        return after <= reach ? history.values[next] : nil
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.reduce(0) { $0 + $1 / Double(values.count) }
    }

    var parameterCount: Int { period == nil ? 0 : 2 }

    var fact: FactText? {
        period.map { "season \(duration: $0), \(Int(100 * growth)) % of the last cycle's growth" }
            ?? "no season: the last value"
    }
}

extension ForecasterKind {
    /// The value one season ago.
    public static let seasonalNaive = rule(SeasonalNaiveRule.self)
}
