import TimeSeries

/// Straight lines between the observations; beyond the last, its value.
struct LinearRule: PointRule {
    static let name = "linear"
    static let summary = "straight lines between the observations; after the last, its value"

    init(learning histories: [ChannelHistory], seasons: [Season]) {}

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        let count = history.times.count
        return times.map { time in
            let next = history.times.partitionPoint { $0 > time }
            guard next > 0 else { return history.values[0] }
            guard next < count else { return history.values[count - 1] }
            let share = (time - history.times[next - 1]) / (history.times[next] - history.times[next - 1])
            return history.values[next - 1] * (1 - share) + history.values[next] * share
        }
    }
}

extension ForecasterKind {
    /// Straight lines between the observations.
    public static let linear = rule(LinearRule.self)
}
