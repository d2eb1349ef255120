import Storage
import TimeSeries

/// Writes the rows of one file to the tables of an SQLite file.
final class SQLiteImportSink: ImportSink {
    private let database: Database
    private let kind: TimeKind
    private let importID: Int64
    private var series: NameColumn
    private var variables: NameColumn
    private let writer: CellWriter
    private let selectStatic: Statement
    private let insertStatic: Statement
    private let selectWindows: Statement
    private let insertWindow: Statement
    private let insertEvent: Statement
    private let insertReject: Statement
    private let updateUnit: Statement
    private let selectUnit: Statement

    /// Logs the import that `header` describes, inside the open transaction, and prepares to write its rows.
    init(_ database: Database, _ header: ImportHeader) throws(StoreError) {
        self.database = database
        kind = header.timeStyle.format.kind
        try database.prepare(
            """
            INSERT INTO import(file, sha256, started, finished, rows_read, rows_stored, rows_unchanged, rows_replaced,
                rows_rejected, options) VALUES(?, '', ?, '', 0, 0, 0, 0, 0, ?)
            """
        ).run(.text(header.file), .text(TimeStamp.now()), .text(header.options))
        importID = database.lastInsertedRow
        series = try NameColumn(database, table: "series")
        variables = try NameColumn(database, table: "variable")
        writer = try CellWriter(database, importID: importID, header)
        selectStatic = try database.prepare("SELECT value FROM static_value WHERE series = ? AND variable = ?")
        insertStatic = try database.prepare(
            "INSERT OR REPLACE INTO static_value(series, variable, value) VALUES(?, ?, ?)")
        selectWindows = try database.prepare("SELECT start, finish FROM exposure WHERE series = ? ORDER BY start")
        insertWindow = try database.prepare("INSERT INTO exposure(series, start, finish, import) VALUES(?, ?, ?, ?)")
        insertEvent = try database.prepare(
            "INSERT INTO event(series, time, mark, import) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING")
        insertReject = try database.prepare("INSERT INTO rejects(import, line, text, reason) VALUES(?, ?, ?, ?)")
        updateUnit = try database.prepare("UPDATE variable SET unit = ? WHERE name = ? AND unit IS NULL")
        selectUnit = try database.prepare("SELECT unit FROM variable WHERE name = ?")
    }

    func series(named name: String) throws(StoreError) -> Int64 { try series.number(name) }

    func variable(named name: String) throws(StoreError) -> Int64 { try variables.number(name) }

    func setUnit(_ unit: String, ofVariable name: String) throws(StoreError) -> String? {
        try updateUnit.run(.text(unit), .text(name))
        selectUnit.bind([.text(name)])
        defer { selectUnit.reset() }
        return try selectUnit.step() ? selectUnit.text(0) : nil
    }

    func write(
        _ cells: [ImportCell], outcomes: inout [RowOutcome]
    ) throws(StoreError) -> (added: Int, contradictions: [Int: Contradiction]) {
        try writer.write(cells, outcomes: &outcomes)
    }

    func staticValue(series: Int64, variable: Int64) throws(StoreError) -> SQLValue? {
        selectStatic.bind([.integer(series), .integer(variable)])
        defer { selectStatic.reset() }
        return try selectStatic.step() ? selectStatic.value(0) : nil
    }

    func setStaticValue(_ value: SQLValue, series: Int64, variable: Int64) throws(StoreError) {
        try insertStatic.run(.integer(series), .integer(variable), value)
    }

    func windows(ofSeries series: Int64) throws(StoreError) -> [ExposureWindow] {
        selectWindows.bind([.integer(series)])
        defer { selectWindows.reset() }
        var found: [ExposureWindow] = []
        while try selectWindows.step() {
            found.append(ExposureWindow(start: selectWindows.moment(0, kind), end: selectWindows.moment(1, kind)))
        }
        return found
    }

    func addWindow(_ window: ExposureWindow, series: Int64) throws(StoreError) {
        try insertWindow.run(
            .integer(series), SQLValue(window.start), SQLValue(window.end), .integer(importID))
    }

    func addEvent(series: Int64, at time: Moment, mark: String) throws(StoreError) -> Bool {
        try insertEvent.run(.integer(series), SQLValue(time), .text(mark), .integer(importID))
        return database.changes > 0
    }

    func addReject(_ row: RejectedRow) throws(StoreError) {
        try insertReject.run(
            .integer(importID), .integer(Int64(row.line)), .text(row.text), .text(row.reason))
    }

    func finish(_ counts: ImportCounts, sha256: String) throws(StoreError) {
        try database.prepare(
            """
            UPDATE import SET sha256 = ?, finished = ?, rows_read = ?, rows_stored = ?, rows_unchanged = ?,
                rows_replaced = ?, rows_rejected = ? WHERE id = ?
            """
        ).run(
            .text(sha256), .text(TimeStamp.now()), .integer(Int64(counts.read)),
            .integer(Int64(counts.stored)), .integer(Int64(counts.unchanged)), .integer(Int64(counts.replaced)),
            .integer(Int64(counts.rejected)), .integer(importID))
    }
}
