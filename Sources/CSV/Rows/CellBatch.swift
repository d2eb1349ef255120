import Storage
import TimeSeries

/// The rows read since the last write, and their cells.
struct CellBatch {
    /// The cells, in the order of the file.
    var cells: [ImportCell] = []
    /// What each row did to the store so far.
    var outcomes: [RowOutcome] = []
    /// The rows' texts, one after the other.
    private(set) var texts: [UInt8] = []
    private var textEnds: [Int] = []
    private var lines: [Int] = []
    private var hasOpenRow = false

    /// Rows of the batch.
    var rowCount: Int { lines.count }
    /// Line of the file on which `row` begins.
    func line(_ row: Int) -> Int { lines[row] }
    /// The text of `row`.
    func text(_ row: Int) -> String {
        String(decoding: texts[(row == 0 ? 0 : textEnds[row - 1])..<textEnds[row]], as: UTF8.self)
    }

    /// Opens a row and returns its number.
    mutating func beginRow(_ reader: CSVReader) -> Int {
        reader.withBytes { bytes in texts += bytes[reader.record] }
        textEnds.append(texts.count)
        lines.append(reader.line)
        outcomes.append(.nothing)
        hasOpenRow = true
        return lines.count - 1
    }

    /// Adds a cell of the open row.
    mutating func append(series: Int32, variable: Int32, moment: Moment, value: Double, error: Double) {
        let time: Int64
        switch moment {
        case .calendar(let microseconds): time = microseconds
        case .numeric(let number): time = ImportCell.key(number)
        }
        cells.append(
            ImportCell(
                series: series, variable: variable, time: time, value: value, error: error,
                row: Int32(lines.count - 1)))
        outcomes[lines.count - 1].insert(.heldValue)
    }

    /// Notes that the open row is an event or a window.
    mutating func markEvent(isNew: Bool) {
        outcomes[lines.count - 1].insert(.heldValue)
        if isNew { outcomes[lines.count - 1].insert(.stored) }
    }

    /// Removes the open row, which turned out bad, and returns its number; `nil` where none is open.
    mutating func dropRow() -> Int? {
        guard hasOpenRow, let row = lines.indices.last else { return nil }
        while let last = cells.last, last.row == Int32(row) { cells.removeLast() }
        lines.removeLast()
        outcomes.removeLast()
        textEnds.removeLast()
        texts.removeSubrange((textEnds.last ?? 0)...)
        hasOpenRow = false
        return row
    }

    /// Closes the open row: `dropRow` no longer removes it.
    mutating func closeRow() { hasOpenRow = false }

    /// Empties the batch; its memory is kept.
    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        outcomes.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        textEnds.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        hasOpenRow = false
    }
}
