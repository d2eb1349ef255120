import TimeSeries

/// Covariates that must not change over a series.
struct StaticColumns {
    private(set) var columns: [(column: Int, variable: Int32)] = []
    private let policy: DuplicatePolicy
    private let select: Statement
    private let insert: Statement
    private var known: [Key: SQLValue] = [:]
    private var pending: [(row: Int, key: Key, value: SQLValue)] = []
    private var newRows: Set<Int> = []

    private struct Key: Hashable {
        var series: Int32
        var variable: Int32
    }

    init(_ database: Database, policy: DuplicatePolicy) throws(StoreError) {
        self.policy = policy
        select = try database.prepare("SELECT value FROM static_value WHERE series = ? AND variable = ?")
        insert = try database.prepare("INSERT OR REPLACE INTO static_value(series, variable, value) VALUES(?, ?, ?)")
    }

    mutating func add(column: Int, variable: Int32) { columns.append((column, variable)) }

    /// Looks at one cell; returns why it is bad, if it contradicts what is known.
    mutating func take(
        _ reader: CSVReader, column: Int, series: Int32, variable: Int32, row: Int
    ) throws(StoreError) -> String? {
        let key = Key(series: series, variable: variable)
        let value = Self.value(reader.text(column))
        if known[key] == nil {
            select.bind([.integer(Int64(series)), .integer(Int64(variable))])
            if try select.step() { known[key] = select.value(0) }
            select.reset()
        }
        if let old = known[key] {
            if old == value || policy == .ignore { return nil }
            guard policy == .replace else {
                return "is \(Self.text(value)), but \(Self.text(old)) in another row of the series"
            }
        }
        known[key] = value
        pending.append((row, key, value))
        return nil
    }

    /// Forgets what the row taken last brought: it is bad for another reason.
    mutating func drop(row: Int) {
        while let last = pending.last, last.row == row {
            known[last.key] = nil
            pending.removeLast()
        }
    }

    /// Writes what is new.
    mutating func store() throws(StoreError) {
        for (row, key, value) in pending {
            try insert.run(.integer(Int64(key.series)), .integer(Int64(key.variable)), value)
            newRows.insert(row)
        }
    }

    func isNew(row: Int) -> Bool { !newRows.isEmpty && newRows.contains(row) }

    mutating func removeAll() {
        pending.removeAll(keepingCapacity: true)
        newRows.removeAll(keepingCapacity: true)
    }

    /// A number where the text is one, but text such as `007` stays text.
    static func value(_ text: String) -> SQLValue {
        let digits = text.drop { $0 == "-" }
        let hasLeadingZero = digits.count > 1 && digits.first == "0" && !digits.hasPrefix("0.")
        let number = Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
        guard let number, number.isFinite, !hasLeadingZero else { return .text(text) }
        if let whole = Int64(text) { return .integer(whole) }
        return .real(number)
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .integer(let number): "\(number)"
        case .real(let number): DecimalNumber.text(number)
        case .text(let text): text
        case .null, .blob: "nothing"
        }
    }
}
