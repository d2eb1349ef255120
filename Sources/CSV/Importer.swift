import Foundation
import Storage
import TimeSeries

/// Imports files into a store, each in a transaction of its own.
public struct Importer {
    /// How files are read.
    public let options: ImportOptions
    private let target: any ImportTarget

    /// How far an import has come.
    public struct Progress: Sendable {
        /// Rows read.
        public let rows: Int
        /// Bytes of the file read.
        public let bytes: Int
        /// Bytes of the file; `nil` for a stream.
        public let totalBytes: Int?
    }

    /// Imports into `target`.
    package init(into target: any ImportTarget, options: ImportOptions) {
        self.target = target
        self.options = options
    }

    /// Imports the file at `file`; `-` is standard input.
    ///
    /// Where rows are bad, nothing of the file is stored, unless the options allow rejects; the report says which they are.
    ///
    /// - Parameters:
    ///   - progress: called every 8192 rows.
    ///   - isCancelled: called as often; `true` ends the import, and the store is as it was before.
    /// - Throws: `CSVError` for the file, `StoreError` for the store; the store is then as it was before.
    public func run(
        _ file: String, progress: (Progress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> ImportReport {
        let source = try ByteSource(path: file)
        let (head, isWhole) = try Self.head(source)
        guard !head.isEmpty else { throw CSVError.empty(file: source.name) }
        let transaction = try target.beginTransaction(isDryRun: options.isDryRun)
        // Does nothing after a commit.
        defer { transaction.rollBack() }
        var report = try read(source, head, isWhole, into: transaction, progress, isCancelled)
        report.isDryRun = options.isDryRun
        report.isCommitted = !options.isDryRun && (report.rowsRejected == 0 || options.allowsRejects)
        if report.isCommitted { try transaction.commit() }
        return report
    }

    /// The first megabyte or so: enough for some whole records.
    private static func head(_ source: ByteSource) throws(CSVError) -> (bytes: [UInt8], isWhole: Bool) {
        var head: [UInt8] = []
        while head.count < 1 << 20 || head.reduce(0, { $0 + ($1 == 0x0A ? 1 : 0) }) < 3 {
            guard try source.read(into: &head) else { return (head, true) }
            if head.count > CSVReader.longestRecord { break }
        }
        return (head, false)
    }

    /// Hands every row of the file to the transaction's sink.
    private func read(
        _ source: ByteSource, _ head: [UInt8], _ isWhole: Bool, into transaction: any ImportTransaction,
        _ progress: (Progress) -> Void, _ isCancelled: () -> Bool
    ) throws -> ImportReport {
        let plan = try ImportPlan(
            file: source.name, head: head, isWhole: isWhole, options: options, store: transaction.timeStyle)
        let sink = try transaction.beginFile(
            ImportHeader(
                file: source.name, options: try encodedOptions(), timeStyle: plan.style,
                onDuplicate: options.onDuplicate, hasErrors: !options.errors.isEmpty))
        var reader = CSVReader(file: source.name, delimiter: plan.delimiter, head: head) { buffer throws(CSVError) in
            try source.read(into: &buffer)
        }
        var rows = try ImportRows(sink, plan: plan, options: options, file: source.name)
        if options.hasHeader { _ = try reader.next() }
        while try reader.next() {
            try rows.take(reader)
            if rows.report.rowsRead % 8192 == 0 {
                if isCancelled() { throw StoreError.interrupted }
                progress(
                    Progress(rows: rows.report.rowsRead, bytes: source.bytesRead, totalBytes: source.totalBytes))
            }
        }
        try rows.flush()
        try setUnits(sink, file: source.name)
        var report = rows.report
        report.recognized = plan.recognized
        precondition(
            report.rowsRead == report.rowsStored + report.rowsUnchanged + report.rowsReplaced + report.rowsRejected,
            "row counts do not add up: \(report)")
        try sink.finish(report.counts, sha256: source.sha256())
        return report
    }

    /// Gives variables the units that the options name.
    private func setUnits(_ sink: any ImportSink, file: String) throws {
        for (name, unit) in options.units.sorted(by: { $0.key < $1.key }) {
            guard let known = try sink.setUnit(unit, ofVariable: name) else {
                throw CSVError.unitOfNothing(file: file, name: name, unit: unit)
            }
            guard known == unit else {
                throw CSVError.otherUnit(file: file, variable: name, unit: unit, known: known)
            }
        }
    }

    private func encodedOptions() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(options), as: UTF8.self)
    }
}
