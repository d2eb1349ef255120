import Foundation
import Storage
import TimeSeries

/// The transaction of one imported file on an SQLite file.
final class SQLiteImportTransaction: ImportTransaction {
    let timeStyle: TimeStyle?

    private let database: Database
    /// Whether the import created the file.
    private let isNew: Bool
    private var isOpen = true

    /// Begins the transaction on `database`, which is migrated inside it.
    init(_ database: Database, isNew: Bool) throws(StoreError) {
        self.database = database
        self.isNew = isNew
        do throws(StoreError) {
            // Numbers come from the sink's own look-ups inside the transaction: checking them again would cost a third.
            try database.execute("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA synchronous = FULL")
            try database.execute("BEGIN IMMEDIATE")
            try ObservationStore.check(database)
            try ObservationStore.migrate(database)
            timeStyle = try ObservationStore.facts(database)?.style
        } catch {
            database.rollBack()
            if isNew { Self.removeIfEmpty(database) }
            throw error
        }
    }

    func beginFile(_ header: ImportHeader) throws(StoreError) -> any ImportSink {
        if timeStyle == nil {
            try ObservationStore.create(database, kind: header.timeStyle.format.kind, style: header.timeStyle)
        }
        return try SQLiteImportSink(database, header)
    }

    func commit() throws(StoreError) {
        try database.execute("COMMIT")
        isOpen = false
        try database.execute("PRAGMA journal_mode = WAL")
    }

    func rollBack() {
        guard isOpen else { return }
        isOpen = false
        database.rollBack()
        if isNew { Self.removeIfEmpty(database) }
    }

    /// Deletes the file where it holds nothing.
    private static func removeIfEmpty(_ database: Database) {
        guard (try? database.integer("SELECT count(*) FROM sqlite_schema")) == 0 else { return }
        for suffix in ["", "-journal", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: database.path + suffix)
        }
    }
}
