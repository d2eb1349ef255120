import Foundation
import TimeSeries

/// Imports files into a store, one transaction each.
public struct Importer {
    /// The store's file; made by the first import.
    public let path: String
    /// How files are read.
    public let options: ImportOptions
    /// Longest wait for another writer, in seconds.
    public let lockTimeout: Double

    /// How far an import has come.
    public struct Progress: Sendable {
        /// Rows read.
        public let rows: Int
        /// Bytes of the file read.
        public let bytes: Int
        /// Bytes of the file, `nil` for a stream.
        public let totalBytes: Int?
    }

    /// Imports into the store at `path`.
    public init(path: String, options: ImportOptions, lockTimeout: Double = 300) {
        self.path = path
        self.options = options
        self.lockTimeout = lockTimeout
    }

    /// Imports the file at `file`, `-` for standard input.
    ///
    /// With bad rows nothing is stored, unless the options allow rejects. `isCancelled` is asked now and then; the store is
    /// then as it was before.
    public func run(
        _ file: String, progress: (Progress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> ImportReport {
        let source = try ByteSource(path: file)
        let (head, isWhole) = try Self.head(source)
        guard !head.isEmpty else { throw StoreError.badInput("\(source.name) is empty") }
        if options.isDryRun, !FileManager.default.fileExists(atPath: path) {
            let memory = try Database(path: ":memory:", access: .create, lockTimeout: 0)
            return try load(memory, source, head, isWhole, progress, isCancelled)
        }
        let isNew = !FileManager.default.fileExists(atPath: path)
        let database =
            isNew
            ? try Database(path: path, access: .create, lockTimeout: lockTimeout)
            : try ObservationStore.open(path, .writing, lockTimeout, migrates: false)
        do {
            if !isNew, try ObservationStore.facts(database) != nil { try database.execute("PRAGMA journal_mode = WAL") }
            let report = try load(database, source, head, isWhole, progress, isCancelled)
            if report.isCommitted { try database.execute("PRAGMA journal_mode = WAL") }
            if isNew, !report.isCommitted { removeIfEmpty(database) }
            return report
        } catch {
            if isNew { removeIfEmpty(database) }
            throw error
        }
    }

    /// A store that was made for this import and holds nothing is taken away again.
    private func removeIfEmpty(_ database: Database) {
        guard (try? database.integer("SELECT count(*) FROM sqlite_schema")) == 0 else { return }
        for suffix in ["", "-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    /// The first megabyte or so: enough for some whole records.
    private static func head(_ source: ByteSource) throws(StoreError) -> (bytes: [UInt8], isWhole: Bool) {
        var head: [UInt8] = []
        while head.count < 1 << 20 || head.reduce(0, { $0 + ($1 == 0x0A ? 1 : 0) }) < 3 {
            guard try source.read(into: &head) else { return (head, true) }
            if head.count > CSVReader.longestRecord { break }
        }
        return (head, false)
    }

    private func load(
        _ database: Database, _ source: ByteSource, _ head: [UInt8], _ isWhole: Bool, _ progress: (Progress) -> Void,
        _ isCancelled: () -> Bool
    ) throws -> ImportReport {
        // Identifiers come from this program's own look-ups inside the transaction: checking them again would cost a third.
        try database.execute("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA synchronous = FULL")
        try database.execute("BEGIN IMMEDIATE")
        do {
            try ObservationStore.check(database)
            try ObservationStore.migrate(database)
            let known = try ObservationStore.facts(database)
            let plan = try ImportPlan(
                file: source.name, head: head, isWhole: isWhole, options: options, store: known?.style)
            if known == nil { try ObservationStore.create(database, kind: plan.format.kind, style: plan.style) }
            var reader = CSVReader(delimiter: plan.delimiter, head: head) { buffer throws(StoreError) in
                try source.read(into: &buffer)
            }
            var rows = try ImportRows(database, plan: plan, options: options, file: source.name)
            if options.hasHeader { _ = try reader.next() }
            do {
                while try reader.next() {
                    try rows.take(reader)
                    if rows.report.rowsRead % 8192 == 0 {
                        if isCancelled() { throw StoreError.interrupted }
                        progress(
                            Progress(
                                rows: rows.report.rowsRead, bytes: source.bytesRead, totalBytes: source.totalBytes))
                    }
                }
            } catch StoreError.badInput(let text) where !text.hasPrefix(source.name) {
                throw StoreError.badInput("\(source.name): \(text)")
            }
            try rows.finish(sha256: source.sha256())
            var report = rows.report
            report.recognized = plan.recognized
            report.isDryRun = options.isDryRun
            let isGood = report.rowsRejected == 0 || options.allowsRejects
            report.isCommitted = isGood && !options.isDryRun
            try database.execute(report.isCommitted ? "COMMIT" : "ROLLBACK")
            return report
        } catch {
            try? database.execute("ROLLBACK")
            throw error
        }
    }
}
