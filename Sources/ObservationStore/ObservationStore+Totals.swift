import Storage

extension ObservationStore {
    /// Counts over the rows of all imports.
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

    /// Counts of events: of all series, or of those named.
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
