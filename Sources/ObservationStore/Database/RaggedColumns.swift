import CSQLite
import TimeSeries

/// Collects rows of the table `observation` into ragged columns.
///
/// A row is variable, time, value, measurement error and, where the caller does not end each series by `endSeries`, series. A series comes
/// variable by variable, each ascending in time, as the primary key has it; at its end it is sorted by time.
final class RaggedColumns {
    private(set) var offsets = [0]
    private(set) var variable: [Int32] = []
    private(set) var values: [Double] = []
    /// Measurement errors; `nil` before the first series that has one.
    private(set) var errors: [Double]?
    private let kind: TimeKind
    private var calendar: [Int64] = []
    private var numeric: [Double] = []
    /// The series' identifiers, in the order of the columns.
    private let identifiers: [Int64]
    private let channels: [Int64: Int32]
    private var series: Int64 = -1
    // The last variable seen, so that most rows need no look-up.
    private var lastVariable: Int64 = -1
    private var lastChannel: Int32 = -1
    /// The cells of the series that is coming. Plain memory: an array in a class would be checked for exclusive access and
    /// uniqueness at every row, a quarter of the whole reading.
    private var pending = UnsafeMutablePointer<Cell>.allocate(capacity: 1024)
    private var pendingCount = 0
    private var hasPendingErrors = false
    private var capacity = 1024

    private struct Cell {
        /// Ascends with the time.
        var key: Int64
        var variable: Int32
        var value: Double
        var error: Double
    }

    /// - Parameters:
    ///   - identifiers: of the series, in the order in which their rows will come.
    ///   - channels: position of each variable wanted, by identifier; rows of others are left out.
    init(kind: TimeKind, identifiers: [Int64], channels: [Int64: Int32]) {
        self.kind = kind
        self.identifiers = identifiers
        self.channels = channels
    }

    deinit { pending.deallocate() }

    var times: TimeColumn { kind == .calendar ? .calendar(calendar) : .numeric(numeric) }

    /// Hands a row to the columns that the aggregate was defined with.
    static let step: Database.AggregateStep = { context, count, arguments in
        guard let arguments, let user = sqlite3_user_data(context) else { return }
        // The connection holds the columns: counting references at every row would be a tenth of the whole reading.
        Unmanaged<RaggedColumns>.fromOpaque(user)._withUnsafeGuaranteedRef {
            $0.take(RowArguments(arguments, count: Int(count)))
        }
    }

    private func take(_ row: RowArguments) {
        if row.count == 5 {
            let owner = row.integer(4)
            if owner != series { begin(owner) }
        }
        let id = row.integer(0)
        if id != lastVariable {
            lastVariable = id
            lastChannel = channels[id] ?? -1
        }
        let channel = lastChannel
        guard channel >= 0 else { return }
        let count = pendingCount
        if count == capacity { grow() }
        let key = kind == .calendar ? row.integer(1) : Self.key(row.real(1))
        let error = row.realIfAny(3)
        if !error.isNaN { hasPendingErrors = true }
        (pending + count).initialize(to: Cell(key: key, variable: channel, value: row.real(2), error: error))
        pendingCount = count + 1
    }

    private func begin(_ owner: Int64) {
        while offsets.count <= identifiers.count, identifiers[offsets.count - 1] != owner { endSeries() }
        series = owner
    }

    private func grow() {
        let larger = UnsafeMutablePointer<Cell>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: pending, count: pendingCount)
        pending.deallocate()
        pending = larger
        capacity *= 2
    }

    /// Bits of a number, changed so that they ascend with it; its own inverse.
    private static func ascending(_ bits: Int64) -> Int64 { bits ^ ((bits >> 63) & .max) }
    private static func key(_ time: Double) -> Int64 { ascending(Int64(bitPattern: time.bitPattern)) }
    private static func time(_ key: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: ascending(key))) }

    /// Ends every series that has not ended.
    func endAll() {
        while offsets.count <= identifiers.count { endSeries() }
    }

    /// Sorts the rows of the series that ends and appends them to the columns.
    func endSeries() {
        var cells = UnsafeMutableBufferPointer(start: pending, count: pendingCount)
        if let first = cells.first, let last = cells.last, first.variable != last.variable {
            cells.sort { ($0.key, $0.variable) < ($1.key, $1.variable) }
        }
        let sorted = UnsafeBufferPointer(cells)
        if kind == .calendar {
            calendar += sorted.column(\.key)
        } else {
            numeric += sorted.column { Self.time($0.key) }
        }
        variable += sorted.column(\.variable)
        if hasPendingErrors, errors == nil { errors = [Double](repeating: .nan, count: values.count) }
        errors? += sorted.column(\.error)
        values += sorted.column(\.value)
        offsets.append(values.count)
        pendingCount = 0
        hasPendingErrors = false
    }
}

extension UnsafeBufferPointer {
    /// `value` of every element: a loop without calls, which appending a lazy map is not.
    @inline(__always)
    fileprivate func column<Value>(_ value: (Element) -> Value) -> [Value] {
        Array(unsafeUninitializedCapacity: count) { column, filled in
            for index in indices { (column.baseAddress! + index).initialize(to: value(self[index])) }
            filled = count
        }
    }
}
