import CSQLite

/// The columns of a row that SQLite hands to an aggregate.
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
    /// The number in `column`, NaN where there is none.
    @inline(__always)
    func realIfAny(_ column: Int) -> Double {
        sqlite3_value_type(values[column]) == SQLITE_NULL ? .nan : sqlite3_value_double(values[column])
    }
}
