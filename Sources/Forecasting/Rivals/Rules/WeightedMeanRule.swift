/// A mean whose older values count less: exponential smoothing by elapsed time (Wright 1986).
struct WeightedMeanRule: PointRule {
    static let name = "weighted-mean"
    static let summary = "a mean of each series, older values counting half after each half-life"

    let level: Level

    init(learning histories: [ChannelHistory], seasons: [Season]) { level = Level(learning: histories) }

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        level.values(at: times, given: history)
    }

    var parameterCount: Int { 1 }
    var fact: FactText? { level.text }
}

extension ForecasterKind {
    /// A mean of each series, exponentially weighted in elapsed time.
    public static let weightedMean = rule(WeightedMeanRule.self)
}
