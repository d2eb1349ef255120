/// The mean of all that was seen of a series, drawn towards that of all series where it was seen little.
struct MeanRule: PointRule {
    static let name = "mean"
    static let summary = "the mean of each series"

    /// Mean over all series.
    let pooled: Double
    /// Observations of a series that count as much as the pooled mean: the ratio of the variance within series to that between them
    /// (Efron, Morris 1975).
    let weight: Double

    init(learning histories: [ChannelHistory], seasons: [Season]) {
        let count = Double(histories.reduce(0) { $0 + $1.values.count })
        let pooled = histories.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1 / count } }
        self.pooled = pooled
        guard histories.count > 1 else {
            weight = 0
            return
        }
        var within = 0.0
        var freedom = 0.0
        var between = 0.0
        for history in histories {
            let n = Double(history.values.count)
            let mean = history.values.reduce(0) { $0 + $1 / n }
            within += history.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            freedom += n - 1
            between += (mean - pooled) * (mean - pooled)
        }
        let noise = freedom > 0 ? within / freedom : 0
        let size = count / Double(histories.count)
        let spread = max(between / Double(histories.count - 1) - noise / size, 0)
        weight = spread > 0 ? min(noise / spread, 1e6) : noise > 0 ? 1e6 : 0
    }

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        let n = Double(history.values.count)
        let mean = history.values.reduce(0) { $0 + $1 / n }
        return Array(repeating: (n * mean + weight * pooled) / (n + weight), count: times.count)
    }

    var parameterCount: Int { 2 }

    var fact: FactText? {
        "mean \(number: pooled) of all, which counts as \(weight, digits: 1) observations beside those of a series"
    }
}

extension ForecasterKind {
    /// The mean of each series.
    public static let mean = rule(MeanRule.self)
}
