import Storage

extension ObservationStore {
    /// Runs one SQL statement that only reads; the connection reads only from then on.
    public func query(
        _ sql: String, columns: ([String]) throws -> Void, row: ([SQLValue]) throws -> Void
    ) throws {
        try database.execute("PRAGMA query_only = ON")
        let statement = try compiled(sql)
        guard statement.isReadOnly else { throw StoreError.invalidQuery(.writes(sql)) }
        let names = statement.columnNames
        try columns(names)
        while try statement.step() { try row(names.indices.map { statement.value(Int32($0)) }) }
    }

    /// Compiles what a person wrote: what SQLite cannot read is a mistake in the query, not a failure of the store.
    private func compiled(_ sql: String) throws(StoreError) -> Statement {
        do {
            return try database.prepare(sql)
        } catch {
            if case .database = error { throw .invalidQuery(.unreadable(error.description)) }
            throw error
        }
    }
}
