import Storage
import TimeSeries

/// Writes batches of observations: in the order of the primary key where no row contradicts another, else row by row.
final class CellWriter {
    private let database: Database
    private let policy: DuplicatePolicy
    private let isNumeric: Bool
    private let hasErrors: Bool
    private let importID: Int64
    private let insert: Statement
    private let insertGroup: Statement
    private let select: Statement
    private let update: Statement
    private var stored = 0
    /// Of the values met for keys that were met more than once.
    private var means: [Key: MeasuredMean] = [:]

    /// Cells that one statement inserts. A statement a cell would spend a third of the import on beginning and ending.
    private static let groupSize = 128
    /// Cells that are inserted one by one after a group that met a known key: where one is known, the next may well be.
    private static let singlesAfterConflict = 4096

    private struct Key: Hashable {
        var series: Int32
        var variable: Int32
        var time: Int64
    }

    init(_ database: Database, importID: Int64, _ header: ImportHeader) throws(StoreError) {
        self.database = database
        policy = header.onDuplicate
        self.importID = importID
        isNumeric = header.timeStyle.format.kind == .numeric
        hasErrors = header.hasErrors
        insert = try database.prepare(Self.insertion(of: 1, hasErrors: header.hasErrors) + " ON CONFLICT DO NOTHING")
        insert.bind(1, importID)
        insertGroup = try database.prepare(Self.insertion(of: Self.groupSize, hasErrors: header.hasErrors))
        insertGroup.bind(1, importID)
        select = try database.prepare(
            "SELECT value, error FROM observation WHERE series = ? AND variable = ? AND time = ?")
        update = try database.prepare(
            "UPDATE observation SET import = ?1, value = ?5, error = ?6 WHERE series = ?2 AND variable = ?3 AND time = ?4"
        )
        update.bind(1, importID)
    }

    /// The statement that inserts `count` rows. Its first place is the import's, then come those of each row; a file without errors
    /// does not pay for binding them. The columns are in the order of the table, or SQLite would copy each cell of a group.
    private static func insertion(of count: Int, hasErrors: Bool) -> String {
        let rows = (0..<count).map { index in
            let first = 2 + index * (hasErrors ? 5 : 4)
            let places = (first..<first + 4).map { "?\($0), " }.joined()
            return "(\(places)?1\(hasErrors ? ", ?\(first + 4)" : ""))"
        }
        return "INSERT INTO observation(series, variable, time, value, import\(hasErrors ? ", error" : "")) VALUES "
            + rows.joined(separator: ", ")
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
    private func bindKey(_ statement: Statement, _ cell: ImportCell, from place: Int32) {
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
            if hasErrors {
                insertGroup.bind(place, cell.error)
                place += 1
            }
        }
        return try insertGroup.runUnlessConflict()
    }

    /// Whether the cell was new.
    @inline(__always)
    private func add(_ cell: ImportCell) throws(StoreError) -> Bool {
        bindKey(insert, cell, from: 2)
        insert.bind(5, cell.value)
        if hasErrors { insert.bind(6, cell.error) }
        try insert.run()
        return database.changes > 0
    }

    private func present(_ cell: ImportCell) throws(StoreError) -> MeasuredValue? {
        bindKey(select, cell, from: 1)
        defer { select.reset() }
        return try select.step() ? MeasuredValue(value: select.real(0), error: select.realIfAny(1)) : nil
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
            } else if try present(cell) != cell.measured {
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
            if let known = try present(cell), known != cell.measured {
                return Contradiction(value: cell.measured, known: known)
            }
        }
        return nil
    }

    private func put(_ cell: ImportCell) throws(StoreError) -> RowOutcome {
        if try add(cell) {
            stored += 1
            return .stored
        }
        guard let old = try present(cell), old != cell.measured || policy == .mean else { return .nothing }
        var new = cell.measured
        switch policy {
        case .reject, .ignore: return .nothing
        case .replace: break
        case .mean:
            let key = Key(series: cell.series, variable: cell.variable, time: cell.time)
            var mean = means[key] ?? MeasuredMean(old)
            mean.add(cell.measured)
            means[key] = mean
            new = mean.value
            if mean.isRounded(old) { return .nothing }
        }
        bindKey(update, cell, from: 2)
        update.bind(5, new.value)
        update.bind(6, new.error)
        try update.run()
        return .replaced
    }
}
