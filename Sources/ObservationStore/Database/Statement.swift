import CSQLite
import Storage

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

    /// Goes to the next row; returns `false` after the last.
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

    /// Runs as `run` does; returns `false` where a unique key is taken, and the statement has then changed nothing.
    func runUnlessConflict() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        if code == SQLITE_DONE { return true }
        // SQLITE_CONSTRAINT_PRIMARYKEY, whose macro Swift does not see.
        guard code == SQLITE_CONSTRAINT | 6 << 8 else { throw database.error(code, sql) }
        return false
    }

    /// Binds `values` from the first place on, runs, and readies the statement for the next bindings.
    func run(_ values: SQLValue...) throws(StoreError) {
        bind(values)
        try run()
    }

    /// Resets the statement and binds `values` from the first place on.
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
    /// The number in `column`, NaN where there is none; a NaN that is bound is stored as none.
    func realIfAny(_ column: Int32) -> Double {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? .nan : sqlite3_column_double(handle, column)
    }

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
