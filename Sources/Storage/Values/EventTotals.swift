/// Counts of events.
public struct EventTotals: Sendable, Hashable, Codable {
    /// Series with events.
    public var series = 0
    /// Events.
    public var events = 0

    /// Creates totals.
    public init(series: Int = 0, events: Int = 0) {
        self.series = series
        self.events = events
    }
}
