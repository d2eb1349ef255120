/// The last value, moved on along the line from the first to the last (Hyndman, Athanasopoulos 2021, section 5.2).
struct DriftRule: PointRule {
    static let name = "drift"
    static let summary = "the last value, moved on along the line from the first"

    /// Mean slope over all series.
    let pooled: Double
    /// Time by which a series' own slope counts as much as the pooled one.
    let weight: Double

    init(learning histories: [ChannelHistory], seasons: [Season]) {
        var (rise, time, longest) = (0.0, 0.0, 0.0)
        for history in histories {
            guard let first = history.times.first, let last = history.times.last, last > first else { continue }
            rise += history.values[history.values.count - 1] - history.values[0]
            time += last - first
            longest = max(longest, last - first)
        }
        pooled = time > 0 ? rise / time : 0
        // A slope over a tenth of the longest series says as much as that of all others.
        weight = histories.count > 1 ? longest / 10 : 0
    }

    /// Amid the history the line between the neighbours.
    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        let between = LinearRule(learning: [], seasons: []).centers(at: times, given: history)
        guard let first = history.times.first, let last = history.times.last else { return between }
        let span = last - first
        let rise = history.values[history.values.count - 1] - history.values[0]
        let slope = span + weight > 0 ? (rise + weight * pooled) / (span + weight) : 0
        return zip(times, between).map { time, value in
            time > last ? value + slope * (time - last) : time < first ? value + slope * (time - first) : value
        }
    }

    var parameterCount: Int { 1 }
}

extension ForecasterKind {
    /// The last value and a straight line.
    public static let drift = rule(DriftRule.self)
}
