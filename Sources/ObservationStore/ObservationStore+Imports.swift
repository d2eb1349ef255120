import Storage

extension ObservationStore {
    /// The imports, oldest first.
    public func imports() throws(StoreError) -> [ImportRecord] {
        let statement = try database.prepare(
            """
            SELECT id, file, sha256, started, finished, rows_read, rows_stored, rows_unchanged, rows_replaced,
                rows_rejected, options FROM import ORDER BY id
            """)
        var found: [ImportRecord] = []
        while try statement.step() {
            let counts = ImportCounts(
                read: Int(statement.integer(5)), stored: Int(statement.integer(6)),
                unchanged: Int(statement.integer(7)), replaced: Int(statement.integer(8)),
                rejected: Int(statement.integer(9)))
            found.append(
                ImportRecord(
                    id: statement.integer(0), file: statement.text(1), sha256: statement.text(2),
                    started: statement.text(3), finished: statement.text(4), counts: counts,
                    options: statement.text(10)))
        }
        return found
    }

    /// The rejected rows that the import of number `id` kept, by line.
    public func rejects(ofImport id: Int64) throws(StoreError) -> [RejectedRow] {
        let statement = try database.prepare("SELECT line, text, reason FROM rejects WHERE import = ? ORDER BY line")
        statement.bind([.integer(id)])
        var found: [RejectedRow] = []
        while try statement.step() {
            found.append(
                RejectedRow(line: Int(statement.integer(0)), text: statement.text(1), reason: statement.text(2)))
        }
        return found
    }
}
