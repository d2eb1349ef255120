import CSV
import Storage

extension Importer {
    /// Imports into the SQLite store at `path`; a missing file is created by the first import.
    ///
    /// - Parameter lockTimeout: longest wait for another writer, in seconds.
    public init(path: String, options: ImportOptions, lockTimeout: Double = 300) {
        self.init(into: SQLiteImportTarget(path: path, lockTimeout: lockTimeout), options: options)
    }
}
