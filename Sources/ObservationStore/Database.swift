import CSQLite
import Foundation

/// A connection to an SQLite file, closed with the object. Not for two threads at once.
final class Database {
    enum Access {
        case readWrite, create
        /// On a medium that nobody can write.
        case immutable
    }

    let path: String
    private let handle: OpaquePointer
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
            throw .unreadable("cannot open the store \(path): \(reason)")
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
    /// - Throws: `usage` where there is none, or more than one.
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
        guard let statement else { throw .usage("there is no SQL statement in '\(sql.prefix(200))'") }
        let first = Statement(statement, self, sql)
        guard sql.utf8.dropFirst(rest).allSatisfy({ [0x20, 0x09, 0x0A, 0x0D, 0x3B].contains($0) }) else {
            throw .usage("one SQL statement at a time; there is more after the first in '\(sql.prefix(200))'")
        }
        return first
    }

    /// Makes `receiver` known to SQL as the aggregate `name` of any number of arguments, for as long as this connection lives.
    ///
    /// An aggregate hands rows over inside SQLite's own loop: nearly twice as fast as stepping and asking for each column.
    func define(_ name: String, _ receiver: RowReceiver) throws(StoreError) {
        let code = sqlite3_create_function_v2(
            handle, name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, Unmanaged.passRetained(receiver).toOpaque(), nil,
            { context, count, arguments in
                guard let arguments, let user = sqlite3_user_data(context) else { return }
                // The connection holds the receiver: counting references at every row would be a tenth of the whole reading.
                Unmanaged<RowReceiver>.fromOpaque(user)._withUnsafeGuaranteedRef {
                    $0.take(RowArguments(arguments, count: Int(count)))
                }
            }, { _ in }, { Unmanaged<RowReceiver>.fromOpaque($0!).release() })
        guard code == SQLITE_OK else { throw error(code, nil) }
    }

    /// Runs `body` inside a transaction: all of it happens, or nothing.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // The first error is the one to report; after some of them SQLite has rolled back by itself.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// The first column of the first row, as an integer.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// Rows changed by the last statement.
    var changes: Int32 { sqlite3_changes(handle) }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Makes the running statement fail soon; may be called from another thread.
    func interrupt() { sqlite3_interrupt(handle) }

    func error(_ code: Int32, _ sql: String?) -> StoreError {
        let reason = String(cString: sqlite3_errmsg(handle))
        let kind = code & 0xFF
        if kind == SQLITE_FULL || kind == SQLITE_IOERR && sqlite3_system_errno(handle) == ENOSPC {
            return .failed("the disk is full; the store \(path) is as it was before")
        }
        switch kind {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return .failed(
                "the store \(path) is locked: another program has been writing to it for \(Int(lockTimeout)) s; "
                    + "try again when it is done")
        case SQLITE_NOTADB: return .unreadable("\(path) is not an SQLite file")
        case SQLITE_CORRUPT: return .unreadable("the store \(path) is damaged: \(reason)")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return .unreadable("the store \(path) cannot be written: \(reason)")
        case SQLITE_CANTOPEN: return .unreadable("cannot open the store \(path): \(reason)")
        case SQLITE_IOERR: return .failed("the disk failed on the store \(path): \(reason)")
        case SQLITE_INTERRUPT: return .interrupted
        default: return .failed("\(path): \(reason)" + (sql.map { " in: \($0.prefix(300))" } ?? ""))
        }
    }
}

/// A compiled statement, finalised with the object.
final class Statement {
    private let handle: OpaquePointer
    private let database: Database
    private let sql: String

    init(_ handle: OpaquePointer, _ database: Database, _ sql: String) {
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit { sqlite3_finalize(handle) }

    /// Goes to the next row; `false` at the end.
    @inline(__always)
    func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw database.error(code, sql)
    }

    /// Runs a statement without rows and readies it for the next bindings.
    @inline(__always)
    func run() throws(StoreError) {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        if code != SQLITE_DONE, code != SQLITE_ROW { throw database.error(code, sql) }
    }

    /// Runs as `run` does; `false` where a unique key is taken, and the statement has then changed nothing.
    func runUnlessConflict() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        if code == SQLITE_DONE { return true }
        // SQLITE_CONSTRAINT_PRIMARYKEY, whose macro Swift does not see.
        guard code == SQLITE_CONSTRAINT | 6 << 8 else { throw database.error(code, sql) }
        return false
    }

    /// Binds `values`, runs, and readies for the next.
    func run(_ values: SQLValue...) throws(StoreError) {
        bind(values)
        try run()
    }

    func bind(_ values: [SQLValue]) {
        sqlite3_reset(handle)
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: sqlite3_bind_null(handle, place)
            case .integer(let number): sqlite3_bind_int64(handle, place, number)
            case .real(let number): sqlite3_bind_double(handle, place, number)
            case .text(let text): sqlite3_bind_text(handle, place, text, Int32(text.utf8.count), Self.transient)
            case .blob(let bytes):
                bytes.withUnsafeBytes {
                    _ = sqlite3_bind_blob64(handle, place, $0.baseAddress, UInt64($0.count), Self.transient)
                    // A blob of no bytes has no address; SQLite would take it for null.
                    if bytes.isEmpty { sqlite3_bind_zeroblob(handle, place, 0) }
                }
            }
        }
    }

    @inline(__always)
    func bind(_ place: Int32, _ value: Int64) { sqlite3_bind_int64(handle, place, value) }
    @inline(__always)
    func bind(_ place: Int32, _ value: Double) { sqlite3_bind_double(handle, place, value) }
    func reset() { sqlite3_reset(handle) }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    @inline(__always)
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(handle, column) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self
        )
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }

    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
    }

    /// Whether the statement changes nothing.
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// Takes rows from within SQLite's loop.
class RowReceiver {
    func take(_ row: RowArguments) { preconditionFailure("\(type(of: self)) takes no rows") }
}

/// The columns of a row that is handed over.
struct RowArguments {
    private let values: UnsafeMutablePointer<OpaquePointer?>
    /// Number of columns.
    let count: Int

    @inline(__always)
    init(_ values: UnsafeMutablePointer<OpaquePointer?>, count: Int) {
        self.values = values
        self.count = count
    }
    @inline(__always)
    func integer(_ column: Int) -> Int64 { sqlite3_value_int64(values[column]) }
    @inline(__always)
    func real(_ column: Int) -> Double { sqlite3_value_double(values[column]) }
}

/// A value as SQLite keeps it.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}
