import Storage
import TimeSeries

/// Writes batches of observations: in the order of the primary key where no row contradicts another, else row by row.
final class CellWriter {
    private let database: Database
    private let policy: DuplicatePolicy
    private let isNumeric: Bool
    private let importID: Int64
    private let insert: Statement
    private let insertGroup: Statement
    private let select: Statement
    private let update: Statement
    private var stored = 0
    /// Sum and count of the values met for keys that were met more than once.
    private var means: [Key: (sum: Double, count: Double)] = [:]

    /// Cells that one statement inserts. A statement a cell would spend a third of the import on beginning and ending.
    private static let groupSize = 128
    /// Cells that are inserted one by one after a group that met a known key: where one is known, the next may well be.
    private static let singlesAfterConflict = 4096

    private struct Key: Hashable {
        var series: Int32
        var variable: Int32
        var time: Int64
    }

    init(_ database: Database, importID: Int64, policy: DuplicatePolicy, kind: TimeKind) throws(StoreError) {
        self.database = database
        self.policy = policy
        self.importID = importID
        isNumeric = kind == .numeric
        insert = try database.prepare(
            "INSERT INTO observation(series, variable, time, value, import) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        insert.bind(5, importID)
        let rows = (0..<Self.groupSize).map { "(?\(4 * $0 + 2), ?\(4 * $0 + 3), ?\(4 * $0 + 4), ?\(4 * $0 + 5), ?1)" }
        insertGroup = try database.prepare(
            "INSERT INTO observation(series, variable, time, value, import) VALUES \(rows.joined(separator: ", "))")
        insertGroup.bind(1, importID)
        select = try database.prepare("SELECT value FROM observation WHERE series = ? AND variable = ? AND time = ?")
        update = try database.prepare(
            "UPDATE observation SET value = ?4, import = ?5 WHERE series = ?1 AND variable = ?2 AND time = ?3")
        update.bind(5, importID)
    }

    /// Writes `cells`, which are in the order of the file, and adds what they did to their rows' `outcomes`.
    ///
    /// - Returns: the observations added, and the rows that contradict known values and were not written.
    func write(
        _ cells: [ImportCell], outcomes: inout [RowOutcome]
    ) throws(StoreError) -> (added: Int, contradictions: [Int: Contradiction]) {
        guard !cells.isEmpty else { return (0, [:]) }
        stored = 0
        var sorted = cells
        if !zip(sorted, sorted.dropFirst()).allSatisfy({ !Self.precedes($1, $0) }) { sorted.sort(by: Self.precedes) }
        try database.execute("SAVEPOINT batch")
        if try writeSorted(sorted, &outcomes) {
            try database.execute("RELEASE batch")
            return (stored, [:])
        }
        try database.execute("ROLLBACK TO batch; RELEASE batch")
        for row in outcomes.indices { outcomes[row].remove(.stored) }
        stored = 0
        let contradictions = try writeInFileOrder(cells, &outcomes)
        return (stored, contradictions)
    }

    /// Order of the table's primary key; rows of one key stay in the file's order.
    @inline(__always)
    private static func precedes(_ a: ImportCell, _ b: ImportCell) -> Bool {
        if a.series != b.series { return a.series < b.series }
        if a.variable != b.variable { return a.variable < b.variable }
        if a.time != b.time { return a.time < b.time }
        return a.row < b.row
    }

    @inline(__always)
    private func bindKey(_ statement: Statement, _ cell: ImportCell, from place: Int32 = 1) {
        statement.bind(place, Int64(cell.series))
        statement.bind(place + 1, Int64(cell.variable))
        if isNumeric {
            statement.bind(place + 2, ImportCell.number(cell.time))
        } else {
            statement.bind(place + 2, cell.time)
        }
    }

    /// Inserts a group of cells by one statement, or none of them where a key is known or occurs twice.
    private func addGroup(_ cells: ArraySlice<ImportCell>) throws(StoreError) -> Bool {
        var place: Int32 = 2
        for cell in cells {
            bindKey(insertGroup, cell, from: place)
            insertGroup.bind(place + 3, cell.value)
            place += 4
        }
        return try insertGroup.runUnlessConflict()
    }

    /// Whether the cell was new.
    @inline(__always)
    private func add(_ cell: ImportCell) throws(StoreError) -> Bool {
        bindKey(insert, cell)
        insert.bind(4, cell.value)
        try insert.run()
        return database.changes > 0
    }

    private func present(_ cell: ImportCell) throws(StoreError) -> Double? {
        bindKey(select, cell)
        defer { select.reset() }
        return try select.step() ? select.real(0) : nil
    }

    /// The fast way; gives up at the first contradiction.
    private func writeSorted(_ cells: [ImportCell], _ outcomes: inout [RowOutcome]) throws(StoreError) -> Bool {
        var index = 0
        var singles = 0
        while index < cells.count {
            let end = index + Self.groupSize
            if singles == 0, end <= cells.count {
                if try addGroup(cells[index..<end]) {
                    stored += Self.groupSize
                    for cell in cells[index..<end] { outcomes[Int(cell.row)].insert(.stored) }
                    index = end
                    continue
                }
                singles = Self.singlesAfterConflict
            }
            let cell = cells[index]
            if try add(cell) {
                stored += 1
                outcomes[Int(cell.row)].insert(.stored)
            } else if try present(cell) != cell.value {
                return false
            }
            singles = max(singles - 1, 0)
            index += 1
        }
        return true
    }

    /// The exact way: as if the file were read row by row.
    private func writeInFileOrder(
        _ cells: [ImportCell], _ outcomes: inout [RowOutcome]
    ) throws(StoreError) -> [Int: Contradiction] {
        var contradictions: [Int: Contradiction] = [:]
        var index = 0
        while index < cells.count {
            let row = Int(cells[index].row)
            var end = index
            while end < cells.count, Int(cells[end].row) == row { end += 1 }
            if policy == .reject, let found = try contradiction(cells[index..<end]) {
                contradictions[row] = found
            } else {
                for cell in cells[index..<end] { outcomes[row].insert(try put(cell)) }
            }
            index = end
        }
        return contradictions
    }

    private func contradiction(_ cells: ArraySlice<ImportCell>) throws(StoreError) -> Contradiction? {
        for cell in cells {
            if let value = try present(cell), value != cell.value {
                return Contradiction(value: cell.value, known: value)
            }
        }
        return nil
    }

    private func put(_ cell: ImportCell) throws(StoreError) -> RowOutcome {
        if try add(cell) {
            stored += 1
            return .stored
        }
        guard let old = try present(cell), old != cell.value || policy == .mean else { return .nothing }
        var value = cell.value
        switch policy {
        case .reject, .ignore: return .nothing
        case .replace: break
        case .mean:
            let key = Key(series: cell.series, variable: cell.variable, time: cell.time)
            var mean = means[key] ?? (old, 1)
            mean.sum += cell.value
            mean.count += 1
            means[key] = mean
            value = mean.sum / mean.count
            // What rounding alone changed is no change.
            if abs(value - old) <= 1e-14 * abs(old) { return .nothing }
        }
        bindKey(update, cell)
        update.bind(4, value)
        try update.run()
        return .replaced
    }
}
