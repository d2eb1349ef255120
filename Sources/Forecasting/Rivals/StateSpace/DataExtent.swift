/// The extent of the data that a model is fitted to, in its own units.
struct DataExtent: Sendable {
    /// The longest history.
    let span: Double
    /// The middle gap between rows.
    let gap: Double
    /// Histories.
    let series: Int

    /// Whether starts differ from series to series often enough to learn how much they do.
    var teachesStarts: Bool { series >= 8 }

    /// - Parameter histories: none of them empty, times in the model's unit.
    init(_ histories: [ChannelHistory]) {
        let gaps = histories.flatMap { zip($0.times.dropFirst(), $0.times).map { $0 - $1 } }.filter { $0 > 0 }.sorted()
        let longest = histories.map { ($0.times.last ?? 0) - ($0.times.first ?? 0) }.max() ?? 0
        gap = gaps.isEmpty ? 1 : gaps[gaps.count / 2]
        span = max(longest, gap)
        series = histories.count
    }
}
