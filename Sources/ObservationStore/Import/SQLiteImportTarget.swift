import Foundation
import Storage

/// An SQLite file to import into, which may not exist yet.
package struct SQLiteImportTarget: ImportTarget {
    /// The file's path.
    package let path: String
    /// Longest wait for another writer, in seconds.
    package let lockTimeout: Double

    package init(path: String, lockTimeout: Double) {
        self.path = path
        self.lockTimeout = lockTimeout
    }

    /// Opens the file, or memory for a dry run without a file, and begins the transaction of one file.
    package func beginTransaction(isDryRun: Bool) throws(StoreError) -> any ImportTransaction {
        let exists = FileManager.default.fileExists(atPath: path)
        if !exists, isDryRun {
            return try SQLiteImportTransaction(
                Database(path: ":memory:", access: .create, lockTimeout: 0), isNew: false)
        }
        guard exists else {
            return try SQLiteImportTransaction(
                Database(path: path, access: .create, lockTimeout: lockTimeout), isNew: true)
        }
        let database = try ObservationStore.open(path, .writing, lockTimeout, migrates: false)
        if try ObservationStore.facts(database) != nil { try database.execute("PRAGMA journal_mode = WAL") }
        return try SQLiteImportTransaction(database, isNew: false)
    }
}
