import Storage
import TimeSeries

/// Turns the records of one file into observations and events, hands them to a sink in batches, and counts the rows.
struct ImportRows {
    private(set) var report: ImportReport
    private let sink: any ImportSink
    private let plan: ImportPlan
    private let keepsRejects: Bool
    private var fields: RowFields
    private var series: NameNumbers
    private var variables: NameNumbers
    private var wide: [(column: Int, variable: Int32, error: Int?)] = []
    private var batch = CellBatch()
    private var statics: StaticColumns
    private var events: EventRows

    /// Cells, and bytes of text, that one batch may hold.
    private static let batchCells = 500_000
    private static let batchBytes = 24 << 20

    init(_ sink: any ImportSink, plan: ImportPlan, options: ImportOptions, file: String) throws(StoreError) {
        self.sink = sink
        self.plan = plan
        keepsRejects = options.allowsRejects
        report = ImportReport(file: file)
        fields = RowFields(plan, missing: options.missing)
        series = NameNumbers(.series, of: sink)
        variables = NameNumbers(.variable, of: sink)
        statics = StaticColumns(sink, policy: options.onDuplicate)
        events = EventRows(sink, plan)
        if case .wide(let columns) = plan.layout {
            for (column, name, error) in columns { wide.append((column, Int32(try variables.number(name)), error)) }
        }
        for (column, name) in plan.statics { statics.add(column: column, variable: try variables.number(name)) }
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
        if let fault = reader.fault { return fault.description }
        let count = reader.fields.count
        guard count == plan.columns.count else {
            return "\(count) field\(count == 1 ? "" : "s"), the header has \(plan.columns.count)"
        }
        var number: Int64 = 0
        if let column = plan.series {
            guard !reader.fields[column].range.isEmpty else { return "the series is empty" }
            guard let found = try series.number(of: column, reader) else { return "the series' name is not UTF-8 text" }
            number = found
        } else {
            number = try series.number(plan.seriesName)
        }
        if case .events(let mark) = plan.layout { return try parseEvent(reader, number, mark) }
        let moment: Moment
        do throws(TimeError) {
            moment = try fields.time(reader, plan.time)
        } catch {
            return "time '\(RowFields.short(reader, plan.time))' \(error)"
        }
        let row = batch.beginRow(reader)
        if !statics.columns.isEmpty, let reason = try takeStatics(reader, number, row) { return reason }
        switch plan.layout {
        case .events: break
        case .long(let variable, let value, let error):
            guard !reader.fields[variable].range.isEmpty else { return "the variable is empty" }
            guard !fields.isMissing(reader, value) else { return nil }
            guard let found = try variables.number(of: variable, reader) else {
                return "the variable's name is not UTF-8 text"
            }
            return add(reader, value, error, Int32(number), Int32(found), moment)
        case .wide:
            for (column, variable, error) in wide where !fields.isMissing(reader, column) {
                if let reason = add(reader, column, error, Int32(number), variable, moment) { return reason }
            }
        }
        return nil
    }

    private mutating func parseEvent(_ reader: CSVReader, _ number: Int64, _ mark: Int?) throws(StoreError) -> String? {
        if let reason = events.read(reader, &fields) { return reason }
        let row = batch.beginRow(reader)
        if let reason = try takeStatics(reader, number, row) { return reason }
        let text = mark.map { fields.isMissing(reader, $0) ? "" : reader.text($0) } ?? ""
        if let reason = try events.store(series: number, mark: text, &report) { return reason }
        batch.markEvent(isNew: events.isNew)
        return nil
    }

    private mutating func takeStatics(_ reader: CSVReader, _ series: Int64, _ row: Int) throws(StoreError) -> String? {
        for (column, variable) in statics.columns where !fields.isMissing(reader, column) {
            if let reason = try statics.take(reader, column: column, series: series, variable: variable, row: row) {
                return "static \(plan.columns[column]) \(reason)"
            }
        }
        return nil
    }

    /// Reads the value in `column`, and its measurement error, into the batch.
    @inline(__always)
    private mutating func add(
        _ reader: CSVReader, _ column: Int, _ errorColumn: Int?, _ series: Int32, _ variable: Int32, _ moment: Moment
    ) -> String? {
        let value = RowFields.number(reader, column)
        guard let value, value.isFinite else {
            return "\(plan.columns[column]) '\(RowFields.short(reader, column))' "
                + Self.reason(value, reader.text(column))
        }
        var error = Double.nan
        if let errorColumn, let reason = readError(reader, errorColumn, &error) { return reason }
        batch.append(series: series, variable: variable, moment: moment, value: value, error: error)
        return nil
    }

    /// Reads the measurement error in `column`, if there is one; returns why it is bad.
    private func readError(_ reader: CSVReader, _ column: Int, _ error: inout Double) -> String? {
        if fields.isMissing(reader, column) { return nil }
        let found = RowFields.number(reader, column)
        if let found, found >= 0, found.isFinite {
            // Zero without a sign, as a store keeps it.
            error = found + 0
            return nil
        }
        let isNegative = found.map { $0 < 0 } ?? false
        return "measurement error \(plan.columns[column]) '\(RowFields.short(reader, column))' "
            + (isNegative ? "is negative" : Self.reason(found, reader.text(column)))
    }

    /// Why `text`, which was read as `value`, is no value.
    private static func reason(_ value: Double?, _ text: String) -> String {
        guard let value else { return "is not a number" + (text.contains(",") ? " (a decimal comma?)" : "") }
        if value.isNaN { return "is not a number" }
        return text.contains(where: \.isNumber) ? "is beyond the range of numbers" : "is infinite"
    }

    private mutating func reject(line: Int, text: String, _ reason: String) throws(StoreError) {
        report.rowsRejected += 1
        if report.firstRejects.count < 10 { report.firstRejects.append(.init(line: line, reason: reason)) }
        if keepsRejects { try sink.addReject(RejectedRow(line: line, text: text, reason: reason)) }
    }

    /// Writes the batch and counts its rows.
    mutating func flush() throws(StoreError) {
        let (added, contradictions) = try sink.write(batch.cells, outcomes: &batch.outcomes)
        // A row may contradict others in a value; its covariates contradict none, or it would not be here.
        try statics.store()
        for row in 0..<batch.rowCount {
            if let found = contradictions[row] {
                try reject(
                    line: batch.line(row), text: batch.text(row),
                    "\(found), already known for the same series, variable and time")
                continue
            }
            var outcome = batch.outcomes[row]
            if statics.isNew(row: row) { outcome.insert(.stored) }
            if outcome.contains(.replaced) {
                report.rowsReplaced += 1
            } else if outcome.contains(.stored) {
                report.rowsStored += 1
            } else {
                report.rowsUnchanged += 1
                if outcome == .nothing { report.rowsWithoutValue += 1 }
            }
        }
        report.observationsStored += added
        statics.removeAll()
        batch.removeAll()
    }
}
