import CSV
import Foundation
import Storage
import Testing

@testable import ObservationStore

/// A folder of its own for one test, removed with the object.
final class StoreFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/continuum-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Takes from a new store what version 4 of the tables brought.
    static let dropsBacktests = """
        DROP VIEW scores; DROP VIEW comparisons; DROP TABLE score; DROP TABLE comparison; DROP TABLE backtest_part;
        DROP TABLE backtest_model; DROP TABLE backtest;

        """

    var store: String { path + "/store.sqlite" }

    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Imports text under a file name of its own.
    @discardableResult
    func load(_ text: String, name: String = "data.csv", _ change: (inout ImportOptions) -> Void = { _ in }) throws
        -> ImportReport
    {
        var options = ImportOptions()
        change(&options)
        return try Importer(path: store, options: options, lockTimeout: 0.2).run(try write(name, text))
    }

    /// The rows of queries as Python's `sqlite3` reads them, columns parted by `|`.
    func shell(_ sql: String) throws -> [String] {
        let script = """
            import sqlite3, sys
            store = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
            for sql in sys.argv[2].split(";"):
                for row in store.execute(sql):
                    print("|".join(str(x) for x in row))
            """
        return try run(["python3", "-c", script, store, sql])
    }

    /// The lines that a command prints.
    func run(_ arguments: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The rows of a query through the store itself.
    func rows(_ sql: String) throws -> [[SQLValue]] {
        var found: [[SQLValue]] = []
        let opened = try ObservationStore(path: store)
        try opened.query(sql, columns: { _ in }, row: { found.append($0) })
        #expect(opened.database.busyStatements == [])
        return found
    }

    /// All observations as text, ordered.
    func observations() throws -> [String] {
        try rows(
            """
            SELECT s.name || '|' || v.name || '|' || o.time || '|' || o.value FROM observation AS o
                JOIN series AS s ON s.id = o.series JOIN variable AS v ON v.id = o.variable
                ORDER BY s.name, v.name, o.time
            """
        ).map { if case .text(let text) = $0[0] { text } else { "?" } }
    }
}

/// The error of the store that `body` throws.
func storeError(_ body: () throws -> Void) -> StoreError? { thrown(body) as? StoreError }

/// The error of the file that `body` throws.
func csvError(_ body: () throws -> Void) -> CSVError? { thrown(body) as? CSVError }

private func thrown(_ body: () throws -> Void) -> (any Error)? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
