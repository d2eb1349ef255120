/// The last value seen, carried on: hard to beat where values wander.
struct LastValueRule: PointRule {
    static let name = "last-value"
    static let summary = "the last value seen, with the spread of past changes by lead"

    init(learning histories: [ChannelHistory], seasons: [Season]) {}

    /// Before the first observation the first value holds.
    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        var next = 0
        return times.map { time in
            while next + 1 < history.times.count, history.times[next + 1] <= time { next += 1 }
            return history.values[next]
        }
    }
}

extension ForecasterKind {
    /// The last value seen, with the empirical spread of changes by lead.
    public static let lastValue = rule(LastValueRule.self)
}
