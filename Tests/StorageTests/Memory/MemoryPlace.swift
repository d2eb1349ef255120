import Storage
import TimeSeries

/// Where stores in memory keep their contents; a target of imports. Used by one test, from one thread.
final class MemoryPlace: ImportTarget, @unchecked Sendable {
    var contents = MemoryContents()

    func beginTransaction(isDryRun: Bool) throws(StoreError) -> any ImportTransaction { MemoryTransaction(self) }
}

/// The transaction of one file: a copy of the contents, which a commit puts back.
final class MemoryTransaction: ImportTransaction {
    private let place: MemoryPlace
    private let sink: MemorySink
    var timeStyle: TimeStyle? { place.contents.timeStyle }

    init(_ place: MemoryPlace) {
        self.place = place
        sink = MemorySink(place.contents)
    }

    func beginFile(_ header: ImportHeader) -> any ImportSink {
        sink.begin(header)
        return sink
    }

    func commit() { place.contents = sink.contents }

    func rollBack() {}
}

/// Takes the rows of one file, one after the other.
final class MemorySink: ImportSink {
    private(set) var contents: MemoryContents
    private var policy = DuplicatePolicy.reject
    private var isNumeric = false
    private var means: [MemoryContents.Key: [MeasuredValue]] = [:]

    init(_ contents: MemoryContents) { self.contents = contents }

    func begin(_ header: ImportHeader) {
        policy = header.onDuplicate
        isNumeric = header.timeStyle.format.kind == .numeric
        contents.timeStyle = contents.timeStyle ?? header.timeStyle
        let now = TimeStamp.now()
        contents.imports.append(
            ImportRecord(
                id: Int64(contents.imports.count + 1), file: header.file, sha256: "", started: now, finished: now,
                counts: ImportCounts(), options: header.options))
    }

    func series(named name: String) -> Int64 { MemoryContents.number(name, in: &contents.series) }

    func variable(named name: String) -> Int64 { MemoryContents.number(name, in: &contents.variables) }

    func setUnit(_ unit: String, ofVariable name: String) -> String? {
        guard contents.variables.contains(name) else { return nil }
        if contents.units[name] == nil { contents.units[name] = unit }
        return contents.units[name]
    }

    func write(
        _ cells: [ImportCell], outcomes: inout [RowOutcome]
    ) -> (added: Int, contradictions: [Int: Contradiction]) {
        var added = 0
        var contradictions: [Int: Contradiction] = [:]
        for (row, own) in Dictionary(grouping: cells, by: { Int($0.row) }).sorted(by: { $0.key < $1.key }) {
            if policy == .reject, let found = own.lazy.compactMap(contradiction).first {
                contradictions[row] = found
                continue
            }
            for cell in own {
                let outcome = put(cell)
                if outcome == .stored { added += 1 }
                outcomes[row].insert(outcome)
            }
        }
        return (added, contradictions)
    }

    private func key(_ cell: ImportCell) -> MemoryContents.Key {
        MemoryContents.Key(
            series: Int64(cell.series), variable: Int64(cell.variable),
            time: isNumeric ? .numeric(ImportCell.number(cell.time)) : .calendar(microseconds: cell.time))
    }

    private func contradiction(_ cell: ImportCell) -> Contradiction? {
        guard let known = contents.observations[key(cell)], known != cell.measured else { return nil }
        return Contradiction(value: cell.measured, known: known)
    }

    private func put(_ cell: ImportCell) -> RowOutcome {
        let key = key(cell)
        guard let old = contents.observations[key] else {
            contents.observations[key] = cell.measured
            return .stored
        }
        switch policy {
        case .reject, .ignore: return .nothing
        case .replace:
            contents.observations[key] = cell.measured
            return old == cell.measured ? .nothing : .replaced
        case .mean:
            let met = (means[key] ?? [old]) + [cell.measured]
            means[key] = met
            let value = met.map(\.value).reduce(0, +) / Double(met.count)
            // Not a number where one of them is none.
            let error = met.map(\.error).reduce(0, +) / Double(met.count)
            let isSameError = error.isNaN ? old.error.isNaN : abs(error - old.error) <= 1e-14 * abs(old.error)
            if abs(value - old.value) <= 1e-14 * abs(old.value), isSameError { return .nothing }
            contents.observations[key] = MeasuredValue(value: value, error: error)
            return .replaced
        }
    }

    func staticValue(series: Int64, variable: Int64) -> SQLValue? {
        contents.statics[.init(series: series, variable: variable)]
    }

    func setStaticValue(_ value: SQLValue, series: Int64, variable: Int64) {
        contents.statics[.init(series: series, variable: variable)] = value
    }

    func windows(ofSeries series: Int64) -> [ExposureWindow] {
        (contents.windows[series] ?? []).sorted { $0.start < $1.start }
    }

    func addWindow(_ window: ExposureWindow, series: Int64) { contents.windows[series, default: []].append(window) }

    func addEvent(series: Int64, at time: Moment, mark: String) -> Bool {
        contents.events.insert(.init(series: series, time: time, mark: mark)).inserted
    }

    func addReject(_ row: RejectedRow) { contents.rejects[Int64(contents.imports.count), default: []].append(row) }

    func finish(_ counts: ImportCounts, sha256: String) {
        contents.imports[contents.imports.count - 1].counts = counts
        contents.imports[contents.imports.count - 1].sha256 = sha256
    }
}
