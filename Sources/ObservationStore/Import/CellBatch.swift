import TimeSeries

/// One observation on its way into the store.
struct Cell {
    var series: Int32
    var variable: Int32
    /// Microseconds, or the bits of a number arranged so that they sort as it does.
    var time: Int64
    var value: Double
    /// Row of the batch.
    var row: Int32

    /// Order of the table's primary key; rows of one key stay in the file's order.
    @inline(__always)
    static func precedes(_ a: Cell, _ b: Cell) -> Bool {
        if a.series != b.series { return a.series < b.series }
        if a.variable != b.variable { return a.variable < b.variable }
        if a.time != b.time { return a.time < b.time }
        return a.row < b.row
    }

    /// Numbers as integers of the same order.
    @inline(__always)
    static func sortable(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
        return bits ^ ((bits >> 63) & .max)
    }

    /// The number behind `sortable`; the arrangement undoes itself.
    @inline(__always)
    static func number(_ sortable: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: sortable ^ ((sortable >> 63) & .max)))
    }
}

/// What a row did to the store.
struct RowState: OptionSet {
    let rawValue: UInt8
    /// It held a value.
    static let seen = RowState(rawValue: 1)
    static let stored = RowState(rawValue: 2)
    static let replaced = RowState(rawValue: 4)
}

/// The rows read since the last flush and their cells.
struct CellBatch {
    let isNumericTime: Bool
    var cells: [Cell] = []
    var states: [RowState] = []
    /// The rows' texts, one after the other.
    private(set) var texts: [UInt8] = []
    private var textEnds: [Int] = []
    private var lines: [Int] = []
    private var hasOpenRow = false

    init(isNumericTime: Bool) { self.isNumericTime = isNumericTime }

    var rowCount: Int { lines.count }
    func line(_ row: Int) -> Int { lines[row] }
    func text(_ row: Int) -> String {
        String(decoding: texts[(row == 0 ? 0 : textEnds[row - 1])..<textEnds[row]], as: UTF8.self)
    }

    /// Opens a row and returns its number.
    mutating func beginRow(_ reader: CSVReader) -> Int {
        reader.withBytes { bytes in texts += bytes[reader.record] }
        textEnds.append(texts.count)
        lines.append(reader.line)
        states.append([])
        hasOpenRow = true
        return lines.count - 1
    }

    mutating func append(series: Int32, variable: Int32, moment: Moment, value: Double) {
        let time: Int64
        switch moment {
        case .calendar(let microseconds): time = microseconds
        case .numeric(let number): time = Cell.sortable(number)
        }
        cells.append(
            Cell(series: series, variable: variable, time: time, value: value, row: Int32(lines.count - 1)))
        states[lines.count - 1].insert(.seen)
    }

    mutating func markEvent(isNew: Bool) {
        states[lines.count - 1].formUnion(isNew ? [.seen, .stored] : .seen)
    }

    /// Takes back the open row, which turned out bad after `beginRow`, and returns its number.
    mutating func dropRow() -> Int? {
        guard hasOpenRow, let row = lines.indices.last else { return nil }
        while let last = cells.last, last.row == Int32(row) { cells.removeLast() }
        lines.removeLast()
        states.removeLast()
        textEnds.removeLast()
        texts.removeSubrange((textEnds.last ?? 0)...)
        hasOpenRow = false
        return row
    }

    /// The next record may yet be bad before it opens a row.
    mutating func closeRow() { hasOpenRow = false }

    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        textEnds.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        hasOpenRow = false
    }
}
