/// How much one series moves: the mean absolute change from one observation to the next, drawn towards that of all series.
///
/// It tells series of small and large spread apart, from what was seen of each.
struct ChangeScale: Codable, Sendable {
    /// Of all series together, positive.
    let pooled: Double
    /// Changes of the pool that count beside the series' own.
    private static let weight = 4.0
    /// A change counts as so many pooled ones at most.
    private static let bound = 10.0

    /// Learns the pooled scale; `nil` where nothing changes or the series are too few to differ.
    init?(_ histories: [ChannelHistory]) {
        guard histories.count >= 5 else { return nil }
        var sum = 0.0
        var count = 0.0
        for history in histories {
            for (later, earlier) in zip(history.values.dropFirst(), history.values) {
                count += 1
                sum += (min(abs(later - earlier), 1e300) - sum) / count
            }
        }
        guard sum > 0, sum.isFinite else { return nil }
        pooled = sum
    }

    /// The scale of a series, in units of the pooled one.
    ///
    /// - Complexity: O(n).
    func callAsFunction(_ history: ChannelHistory) -> Double { prefixes(history).last ?? 1 }

    /// The scales of a series after each of its observations.
    func prefixes(_ history: ChannelHistory) -> [Double] {
        var sum = Self.weight
        var count = Self.weight
        return history.values.indices.map { index in
            if index > 0 {
                sum += min(abs(history.values[index] - history.values[index - 1]) / pooled, Self.bound)
                count += 1
            }
            return sum / count
        }
    }
}
