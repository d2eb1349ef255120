import TimeSeries

extension ObservationStore {
    /// Runs one read-only SQL statement.
    ///
    /// - Parameter body: called with the columns' names and each row.
    public func query(
        _ sql: String, columns: ([String]) throws -> Void, row body: ([SQLValue]) throws -> Void
    ) throws {
        try database.execute("PRAGMA query_only = ON")
        let statement = try compiled(sql)
        guard statement.isReadOnly else {
            throw StoreError.usage("query only reads; this statement would write: \(sql.prefix(200))")
        }
        let names = statement.columnNames
        try columns(names)
        while try statement.step() { try body(names.indices.map { statement.value(Int32($0)) }) }
    }

    /// Compiles what a person wrote: what SQLite cannot read is their mistake, not a failure.
    private func compiled(_ sql: String) throws(StoreError) -> Statement {
        do {
            return try database.prepare(sql)
        } catch {
            if case .failed(let text) = error { throw .usage(text) }
            throw error
        }
    }
}
