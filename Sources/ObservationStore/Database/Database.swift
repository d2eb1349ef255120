import CSQLite
import Foundation
import Storage

/// A connection to an SQLite file, closed with the object; for one thread at a time.
final class Database {
    /// What the file is opened for.
    enum Access {
        /// An existing file, for reading and writing.
        case readWrite
        /// The same; a missing file is created.
        case create
        /// For reading, of a file that nobody can write: no log and no locks.
        case immutable
    }

    /// The file's path.
    let path: String
    let handle: OpaquePointer
    /// Longest wait for another program's lock, in seconds.
    let lockTimeout: Double

    init(path: String, access: Access, lockTimeout: Double) throws(StoreError) {
        self.path = path
        self.lockTimeout = lockTimeout
        var opened: OpaquePointer?
        let flags =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let place = access == .immutable ? Self.address(path) : path
        let code = sqlite3_open_v2(place, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw .cannotOpen(store: path, reason: reason)
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(min(lockTimeout * 1000, 2e9)))
    }

    deinit { sqlite3_close_v2(handle) }

    /// The file's address with the promise that it does not change.
    private static func address(_ path: String) -> String {
        URL(fileURLWithPath: path).absoluteString + "?immutable=1"
    }

    /// Runs statements that return nothing.
    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// Compiles one statement.
    ///
    /// - Throws: `StoreError.invalidQuery` where the text has no statement or more than one.
    func prepare(_ sql: String) throws(StoreError) -> Statement {
        var statement: OpaquePointer?
        var rest = 0
        let code = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &tail)
            rest = tail.map { $0 - text } ?? 0
            return code
        }
        guard code == SQLITE_OK else { throw error(code, sql) }
        guard let statement else { throw .invalidQuery(.empty(sql)) }
        let first = Statement(statement, self, sql)
        guard sql.utf8.dropFirst(rest).allSatisfy({ [0x20, 0x09, 0x0A, 0x0D, 0x3B].contains($0) }) else {
            throw .invalidQuery(.several(sql))
        }
        return first
    }

    /// Called by SQLite for each row that an aggregate takes: context, number of arguments, arguments.
    typealias AggregateStep =
        @convention(c) (
            OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
        ) -> Void

    /// Makes `receiver` known to SQL as the aggregate `name` of any number of arguments; the connection keeps it.
    ///
    /// An aggregate hands rows over inside SQLite's own loop: nearly twice as fast as stepping and asking for each column.
    func define(_ name: String, _ receiver: AnyObject, step: AggregateStep) throws(StoreError) {
        let code = sqlite3_create_function_v2(
            handle, name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, Unmanaged.passRetained(receiver).toOpaque(), nil,
            step, { _ in }, { Unmanaged<AnyObject>.fromOpaque($0!).release() })
        guard code == SQLITE_OK else { throw error(code, nil) }
    }

    /// Runs `body` inside a transaction that writes: all of it happens, or nothing.
    func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // The first error is the one to report.
            rollBack()
            throw error
        }
    }

    /// Runs `body` on one snapshot of the file, whatever others write meanwhile.
    func snapshot<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        return try body()
    }

    /// Undoes the open transaction, if there is one: after some errors SQLite has done so itself.
    func rollBack() {
        if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
    }

    /// SQL of the statements that have begun and neither ended nor been reset.
    var busyStatements: [String] {
        var busy: [String] = []
        var statement = sqlite3_next_stmt(handle, nil)
        while let current = statement {
            if sqlite3_stmt_busy(current) != 0 { busy.append(String(cString: sqlite3_sql(current))) }
            statement = sqlite3_next_stmt(handle, current)
        }
        return busy
    }

    /// The first column of the first row, as an integer.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// Rows changed by the last statement.
    var changes: Int32 { sqlite3_changes(handle) }

    /// Number of the row inserted last.
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Makes the running statement fail with `StoreError.interrupted`; may be called from any thread.
    func interrupt() { sqlite3_interrupt(handle) }
}
