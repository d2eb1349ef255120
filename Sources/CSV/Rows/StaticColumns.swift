import Storage
import TimeSeries

/// Covariates that must not change over a series.
struct StaticColumns {
    /// The columns and the variables that they hold.
    private(set) var columns: [(column: Int, variable: Int64)] = []
    private let policy: DuplicatePolicy
    private let sink: any ImportSink
    private var known: [Key: SQLValue] = [:]
    private var pending: [(row: Int, key: Key, value: SQLValue)] = []
    private var newRows: Set<Int> = []

    private struct Key: Hashable {
        var series: Int64
        var variable: Int64
    }

    init(_ sink: any ImportSink, policy: DuplicatePolicy) {
        self.sink = sink
        self.policy = policy
    }

    /// Adds a column that holds `variable`.
    mutating func add(column: Int, variable: Int64) { columns.append((column, variable)) }

    /// Takes the cell in `column`; returns why it is bad where it contradicts what is known.
    mutating func take(
        _ reader: CSVReader, column: Int, series: Int64, variable: Int64, row: Int
    ) throws(StoreError) -> String? {
        let key = Key(series: series, variable: variable)
        let value = Self.value(reader.text(column))
        if known[key] == nil { known[key] = try sink.staticValue(series: series, variable: variable) }
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

    /// Forgets the cells of `row`, the row taken last, which is bad for another reason.
    mutating func drop(row: Int) {
        while let last = pending.last, last.row == row {
            known[last.key] = nil
            pending.removeLast()
        }
    }

    /// Writes the new covariates.
    mutating func store() throws(StoreError) {
        for (row, key, value) in pending {
            try sink.setStaticValue(value, series: key.series, variable: key.variable)
            newRows.insert(row)
        }
    }

    /// Whether `store` wrote something of `row`.
    func isNew(row: Int) -> Bool { !newRows.isEmpty && newRows.contains(row) }

    /// Begins a new batch of rows.
    mutating func removeAll() {
        pending.removeAll(keepingCapacity: true)
        newRows.removeAll(keepingCapacity: true)
    }

    /// A number where the text is one; text such as `007` stays text.
    private static func value(_ text: String) -> SQLValue {
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
