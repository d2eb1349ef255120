import Storage
import TimeSeries

/// A store in memory: the shortest conformer, against which others are compared.
final class MemoryStore: ForecastStore {
    let place: MemoryPlace
    private var contents: MemoryContents { place.contents }
    let timeKind: TimeKind
    let timeStyle: TimeStyle
    var location: String { "memory" }

    init(_ place: MemoryPlace) throws(StoreError) {
        self.place = place
        guard let style = place.contents.timeStyle else { throw .empty(store: "memory") }
        timeStyle = style
        timeKind = style.format.kind
    }

    func seriesNames() -> [String] { contents.series }

    func variableNames() -> [String] {
        let used = Set(contents.observations.keys.map(\.variable))
        return contents.variables.indices.filter { used.contains(Int64($0 + 1)) }.map { contents.variables[$0] }
    }

    func units() -> [String: String] { contents.units }

    private func numbers(
        _ names: [String], _ thing: StoreError.NamedThing, of known: [String]
    ) throws(StoreError) -> [Int64] {
        var numbers: [Int64] = []
        for name in names {
            guard let index = known.firstIndex(of: name) else {
                throw .unknownName(thing, name: name, near: Nearest.names(to: name, among: known), known: known)
            }
            numbers.append(Int64(index + 1))
        }
        return numbers
    }

    private func column(_ moments: [Moment]) -> TimeColumn {
        switch timeKind {
        case .calendar: .calendar(moments.map { if case .calendar(let time) = $0 { time } else { 0 } })
        case .numeric: .numeric(moments.map { if case .numeric(let time) = $0 { time } else { 0 } })
        }
    }

    func observations(_ filter: ObservationFilter) throws(StoreError) -> SeriesCollection {
        let variables = filter.variables ?? variableNames()
        let channels = try numbers(variables, .variable, of: contents.variables)
        let names = filter.series ?? contents.series
        let owners = try numbers(names, .series, of: contents.series)
        let covariates = Set(contents.statics.keys.map(\.variable)).sorted()
        var offsets = [0]
        var rows: [(time: Moment, channel: Int32, value: MeasuredValue)] = []
        for owner in owners {
            var own: [(time: Moment, channel: Int32, value: MeasuredValue)] = []
            for (key, value) in contents.observations where key.series == owner {
                guard let channel = channels.firstIndex(of: key.variable) else { continue }
                if let until = filter.until, until < key.time { continue }
                own.append((key.time, Int32(channel), value))
            }
            rows += own.sorted { ($0.time, $0.channel) < ($1.time, $1.channel) }
            offsets.append(rows.count)
        }
        return SeriesCollection(
            variables: variables, staticNames: covariates.map { contents.variables[Int($0 - 1)] }, names: names,
            offsets: offsets, times: column(rows.map(\.time)), variableIndices: rows.map(\.channel),
            values: rows.map(\.value.value),
            errors: rows.map(\.value.error), statics: owners.map { owner in covariates.map { staticValue(owner, $0) } },
            units: contents.units)
    }

    private func staticValue(_ series: Int64, _ variable: Int64) -> StaticValue? {
        switch contents.statics[.init(series: series, variable: variable)] {
        case .integer(let number): .number(Double(number))
        case .real(let number): .number(number)
        case .text(let text): .text(text)
        case .null, .blob, nil: nil
        }
    }

    func events(series: [String]?, until: Moment?) throws(StoreError) -> EventCollection {
        let all = Set(contents.events.map(\.series)).union(contents.windows.keys).sorted()
        let owners =
            try series.map { names throws(StoreError) in
                try numbers(names, .series, of: contents.series)
            } ?? all
        let marks = Set(contents.events.map(\.mark)).sorted()
        var offsets = [0]
        var found: [MemoryContents.StoredEvent] = []
        for owner in owners {
            let own = contents.events.filter { event in
                event.series == owner && until.map { event.time <= $0 } ?? true
            }
            found += own.sorted { $0.time != $1.time ? $0.time < $1.time : $0.mark < $1.mark }
            offsets.append(found.count)
        }
        return EventCollection(
            marks: marks, names: owners.map { contents.series[Int($0 - 1)] }, offsets: offsets,
            times: column(found.map(\.time)),
            mark: found.map { event in Int32(marks.firstIndex(of: event.mark) ?? 0) },
            windows: owners.map { owner in
                (contents.windows[owner] ?? []).sorted { $0.start < $1.start }.compactMap { window in
                    let end = until.map { min($0, window.end) } ?? window.end
                    return window.start < end ? ExposureWindow(start: window.start, end: end) : nil
                }
            })
    }

    func importTotals() -> ImportTotals {
        contents.imports.reduce(into: ImportTotals()) { totals, record in
            totals.files += 1
            totals.unchanged += record.counts.unchanged
            totals.replaced += record.counts.replaced
            totals.rejected += record.counts.rejected
        }
    }

    func eventTotals(series: [String]?) -> EventTotals {
        let events = contents.events.filter { event in
            series.map { $0.contains(contents.series[Int(event.series - 1)]) } ?? true
        }
        return EventTotals(series: Set(events.map(\.series)).count, events: events.count)
    }

    func imports() -> [ImportRecord] { contents.imports }

    func rejects(ofImport id: Int64) -> [RejectedRow] { (contents.rejects[id] ?? []).sorted { $0.line < $1.line } }

    func interrupt() {}
}
