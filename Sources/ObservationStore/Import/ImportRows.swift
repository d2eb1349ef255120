import Foundation
import TimeSeries

/// Turns records into cells and events and hands them to the database in sorted batches.
struct ImportRows {
    private(set) var report: ImportReport
    private let database: Database
    private let plan: ImportPlan
    private let options: ImportOptions
    private let importID: Int64
    private let missing: [[UInt8]]
    private var timeReader: TimeReader
    private var series: NameNumbers
    private var variables: NameNumbers
    private var wide: [(column: Int, variable: Int32)] = []
    private var batch: CellBatch
    private let writer: CellWriter
    private var statics: StaticColumns
    private var exposures: ExposureRows
    private let insertEvent: Statement
    private let insertReject: Statement

    /// Cells, and bytes of text, that one batch may hold.
    private static let batchCells = 500_000
    private static let batchBytes = 24 << 20

    init(_ database: Database, plan: ImportPlan, options: ImportOptions, file: String) throws(StoreError) {
        self.database = database
        self.plan = plan
        self.options = options
        report = ImportReport(file: file)
        missing = options.missing.map { Array($0.utf8) }
        timeReader = TimeReader(plan.format, timeZone: plan.timeZone)
        series = try NameNumbers(database, table: "series")
        variables = try NameNumbers(database, table: "variable")
        let insert = try database.prepare(
            """
            INSERT INTO import(file, sha256, started, finished, rows_read, rows_stored, rows_unchanged, rows_replaced,
                rows_rejected, options) VALUES(?, '', ?, '', 0, 0, 0, 0, 0, ?)
            """)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = (try? encoder.encode(options)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        try insert.run(.text(file), .text(ObservationStore.now()), .text(text))
        importID = database.lastInsertedRow
        batch = CellBatch(isNumericTime: plan.format.kind == .numeric)
        writer = try CellWriter(database, importID: importID, policy: options.onDuplicate, kind: plan.format.kind)
        insertEvent = try database.prepare(
            "INSERT INTO event(series, time, mark, import) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING")
        insertReject = try database.prepare("INSERT INTO rejects(import, line, text, reason) VALUES(?, ?, ?, ?)")
        exposures = try ExposureRows(database, importID: importID, kind: plan.format.kind)
        statics = try StaticColumns(database, policy: options.onDuplicate)
        if case .wide(let columns) = plan.layout {
            for (column, name) in columns { wide.append((column, Int32(try variables.number(name)))) }
        }
        for (column, name) in plan.statics { statics.add(column: column, variable: Int32(try variables.number(name))) }
    }

    /// Takes one record.
    mutating func take(_ reader: CSVReader) throws(StoreError) {
        report.rowsRead += 1
        batch.closeRow()
        if let reason = try parse(reader) {
            if let row = batch.dropRow() { statics.drop(row: row) }
            try reject(line: reader.line, text: reader.recordText, reason)
        }
        if batch.cells.count >= Self.batchCells || batch.texts.count >= Self.batchBytes { try flush() }
    }

    /// Adds the record's cells to the batch; returns why it is bad, if it is.
    private mutating func parse(_ reader: CSVReader) throws(StoreError) -> String? {
        if let fault = reader.fault { return fault }
        let fields = reader.fields
        guard fields.count == plan.columns.count else {
            return "\(fields.count) field\(fields.count == 1 ? "" : "s"), the header has \(plan.columns.count)"
        }
        var seriesNumber: Int64 = 0
        if let column = plan.series {
            guard !fields[column].range.isEmpty else { return "the series is empty" }
            guard let number = try Self.number(of: column, reader, &series) else {
                return "the series' name is not UTF-8 text"
            }
            seriesNumber = number
        } else {
            seriesNumber = try series.number(plan.seriesName)
        }
        if case .events(let mark) = plan.layout { return try parseEvent(reader, seriesNumber, mark) }
        let moment: Moment
        do throws(TimeError) {
            moment = try time(reader, plan.time)
        } catch {
            return "time '\(Self.short(reader.text(plan.time)))' \(error)"
        }
        let row = batch.beginRow(reader)
        for (column, variable) in statics.columns where !isMissing(reader, column) {
            if let reason = try statics.take(
                reader, column: column, series: Int32(seriesNumber), variable: variable, row: row)
            {
                return "static \(plan.columns[column]) \(reason)"
            }
        }
        switch plan.layout {
        case .events: break
        case .long(let variable, let value):
            guard !fields[variable].range.isEmpty else { return "the variable is empty" }
            guard !isMissing(reader, value) else { return nil }
            guard let number = try Self.number(of: variable, reader, &variables) else {
                return "the variable's name is not UTF-8 text"
            }
            return add(reader, value, Int32(seriesNumber), Int32(number), moment)
        case .wide:
            for (column, variable) in wide where !isMissing(reader, column) {
                if let reason = add(reader, column, Int32(seriesNumber), variable, moment) { return reason }
            }
        }
        return nil
    }

    private func sql(_ moment: Moment) -> SQLValue {
        switch moment {
        case .calendar(let microseconds): .integer(microseconds)
        case .numeric(let number): .real(number)
        }
    }

    /// Takes an event, or the window of a series in which nothing may have happened.
    private mutating func parseEvent(_ reader: CSVReader, _ series: Int64, _ mark: Int?) throws(StoreError) -> String? {
        var place = plan.time
        var moment: Moment?
        var window: ExposureWindow?
        do throws(TimeError) {
            if case .fixed(let fixed) = plan.window { window = fixed }
            if case .columns(let from, let to) = plan.window {
                place = from
                let start = try time(reader, from)
                place = to
                let end = try time(reader, to)
                guard start < end else { return "the window from \(start) to \(end) does not go forward" }
                window = ExposureWindow(start: start, end: end)
            }
            place = plan.time
            if window == nil || !isMissing(reader, plan.time) { moment = try time(reader, plan.time) }
        } catch {
            let name = place == plan.time ? "time" : plan.columns[place]
            return "\(name) '\(Self.short(reader.text(place)))' \(error)"
        }
        let row = batch.beginRow(reader)
        for (column, variable) in statics.columns where !isMissing(reader, column) {
            if let reason = try statics.take(
                reader, column: column, series: Int32(series), variable: variable, row: row)
            {
                return "static \(plan.columns[column]) \(reason)"
            }
        }
        if let moment, let window, moment < window.start || moment > window.end {
            return "time \(moment) lies outside the window from \(window.start) to \(window.end)"
        }
        var isNew = false
        if let window {
            switch try exposures.take(window, series: series) {
            case .known: break
            case .new:
                isNew = true
                report.windowsStored += 1
            case .overlaps(let other):
                return "the window from \(window.start) to \(window.end) overlaps that from \(other.start) to "
                    + "\(other.end), already known of the series"
            }
        } else if let moment, try !exposures.admits(moment, series: series) {
            return "time \(moment) lies outside every window already known of the series"
        }
        if let moment {
            let text = mark.map { isMissing(reader, $0) ? "" : reader.text($0) } ?? ""
            insertEvent.bind([.integer(series), sql(moment), .text(text), .integer(importID)])
            try insertEvent.run()
            if database.changes > 0 {
                isNew = true
                report.observationsStored += 1
            }
        }
        batch.markEvent(isNew: isNew)
        return nil
    }

    private mutating func time(_ reader: CSVReader, _ column: Int) throws(TimeError) -> Moment {
        let range = reader.fields[column].range
        var result: Result<Moment, TimeError> = .failure(TimeError.empty)
        reader.withBytes { bytes in
            let trimmed = Self.trimmed(bytes, range)
            guard !trimmed.isEmpty else { return }
            do throws(TimeError) {
                result = .success(try timeReader.read(UnsafeBufferPointer(rebasing: bytes[trimmed])))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// Reads the value in `column` into the batch.
    @inline(__always)
    private mutating func add(
        _ reader: CSVReader, _ column: Int, _ series: Int32, _ variable: Int32, _ moment: Moment
    ) -> String? {
        let range = reader.fields[column].range
        let value = reader.withBytes { bytes in
            DecimalNumber.parse(UnsafeBufferPointer(rebasing: bytes[Self.trimmed(bytes, range)]))
        }
        guard let value else {
            let text = reader.text(column)
            let hint = text.contains(",") ? " (a decimal comma?)" : ""
            return "\(plan.columns[column]) '\(Self.short(text))' is not a number\(hint)"
        }
        guard value.isFinite else {
            let text = reader.text(column)
            let reason =
                value.isNaN
                ? "is not a number"
                : text.contains(where: \.isNumber) ? "is beyond the range of numbers" : "is infinite"
            return "\(plan.columns[column]) '\(Self.short(text))' \(reason)"
        }
        batch.append(series: series, variable: variable, moment: moment, value: value)
        return nil
    }

    private static func short(_ text: String) -> String { text.count > 60 ? text.prefix(60) + "…" : text }

    @inline(__always)
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
        while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
        return low..<high
    }

    @inline(__always)
    private func isMissing(_ reader: CSVReader, _ column: Int) -> Bool {
        let range = reader.fields[column].range
        return reader.withBytes { bytes in
            let trimmed = Self.trimmed(bytes, range)
            if trimmed.isEmpty { return true }
            let first = bytes[trimmed.lowerBound]
            for text in missing where text.count == trimmed.count && text[0] == first {
                if bytes[trimmed].elementsEqual(text) { return true }
            }
            return false
        }
    }

    /// The number of the name in `column`, or `nil` where it is not UTF-8.
    @inline(__always)
    private static func number(
        of column: Int, _ reader: CSVReader, _ names: inout NameNumbers
    ) throws(StoreError) -> Int64? {
        let (range, isEscaped) = reader.fields[column]
        if !isEscaped {
            let found = reader.withBytes { names.table.find(UnsafeBufferPointer(rebasing: $0[range])) }
            if let found { return found }
        }
        guard reader.withBytes({ String(validating: $0[range], as: UTF8.self) }) != nil else { return nil }
        return try names.number(reader.text(column))
    }

    private mutating func reject(line: Int, text: String, _ reason: String) throws(StoreError) {
        report.rowsRejected += 1
        if report.firstRejects.count < 10 { report.firstRejects.append(.init(line: line, reason: reason)) }
        guard options.allowsRejects else { return }
        try insertReject.run(.integer(importID), .integer(Int64(line)), .text(text), .text(reason))
    }

    /// Writes the batch and counts its rows.
    private mutating func flush() throws(StoreError) {
        let conflicts = try writer.write(&batch)
        // A row may contradict others in a value; its covariates contradict none, or it would not be here.
        try statics.store()
        for row in 0..<batch.rowCount {
            if let reason = conflicts[row] {
                try reject(line: batch.line(row), text: batch.text(row), reason)
                continue
            }
            let state = batch.states[row].union(statics.isNew(row: row) ? .stored : [])
            if state.contains(.replaced) {
                report.rowsReplaced += 1
            } else if state.contains(.stored) {
                report.rowsStored += 1
            } else {
                report.rowsUnchanged += 1
                if state.isEmpty { report.rowsWithoutValue += 1 }
            }
        }
        report.observationsStored += writer.takeStoredCount()
        statics.removeAll()
        batch.removeAll()
    }

    /// Writes what is left and the import's counts.
    mutating func finish(sha256: String) throws(StoreError) {
        try flush()
        let update = try database.prepare(
            """
            UPDATE import SET sha256 = ?, finished = ?, rows_read = ?, rows_stored = ?, rows_unchanged = ?,
                rows_replaced = ?, rows_rejected = ? WHERE id = ?
            """)
        precondition(
            report.rowsRead
                == report.rowsStored + report.rowsUnchanged + report.rowsReplaced + report.rowsRejected,
            "row counts do not add up: \(report)")
        try update.run(
            .text(sha256), .text(ObservationStore.now()), .integer(Int64(report.rowsRead)),
            .integer(Int64(report.rowsStored)), .integer(Int64(report.rowsUnchanged)),
            .integer(Int64(report.rowsReplaced)), .integer(Int64(report.rowsRejected)), .integer(importID))
    }
}

/// Numbers of names in a table of the store; new names are inserted.
struct NameNumbers {
    var table = NameTable()
    private let select: Statement
    private let insert: Statement
    private let database: Database

    init(_ database: Database, table: String) throws(StoreError) {
        self.database = database
        select = try database.prepare("SELECT id FROM \(table) WHERE name = ?")
        insert = try database.prepare("INSERT INTO \(table)(name) VALUES(?)")
    }

    /// The number of `name`.
    mutating func number(_ name: String) throws(StoreError) -> Int64 {
        var bytes = Array(name.utf8)
        if let found = bytes.withUnsafeMutableBufferPointer({ table.find(UnsafeBufferPointer($0)) }) { return found }
        select.bind([.text(name)])
        let number: Int64
        if try select.step() {
            number = select.integer(0)
        } else {
            try insert.run(.text(name))
            number = database.lastInsertedRow
        }
        select.reset()
        bytes.withUnsafeMutableBufferPointer { table.add(UnsafeBufferPointer($0), number) }
        return number
    }
}
