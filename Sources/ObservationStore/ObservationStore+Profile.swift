import TimeSeries

/// Counts of what imports met.
public struct ImportTotals: Sendable, Hashable, Codable {
    /// Files imported.
    public var files = 0
    /// Rows that said what was known.
    public var unchanged = 0
    /// Rows whose value took the place of another.
    public var replaced = 0
    /// Bad rows.
    public var rejected = 0
}

/// Events of one series.
public struct EventTotals: Sendable, Hashable, Codable {
    /// Series with events.
    public var series = 0
    /// Events.
    public var events = 0
}

extension ObservationStore {
    /// Counts of what all imports met.
    public func importTotals() throws(StoreError) -> ImportTotals {
        let statement = try database.prepare(
            """
            SELECT count(*), coalesce(sum(rows_unchanged), 0), coalesce(sum(rows_replaced), 0),
                coalesce(sum(rows_rejected), 0) FROM import
            """)
        guard try statement.step() else { return ImportTotals() }
        return ImportTotals(
            files: Int(statement.integer(0)), unchanged: Int(statement.integer(1)),
            replaced: Int(statement.integer(2)), rejected: Int(statement.integer(3)))
    }

    /// Counts of events, of all series or those named.
    public func eventTotals(series: [String]?) throws(StoreError) -> EventTotals {
        let statement = try database.prepare(
            "SELECT name, count(*) FROM event JOIN series ON series.id = event.series GROUP BY series.id")
        var totals = EventTotals()
        while try statement.step() {
            if let series, !series.contains(statement.text(0)) { continue }
            totals.series += 1
            totals.events += Int(statement.integer(1))
        }
        return totals
    }
}
