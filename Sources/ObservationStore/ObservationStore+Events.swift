import Storage
import TimeSeries

extension ObservationStore {
    /// The events and windows of exposure of `series`, from one snapshot.
    public func events(series names: [String]?, until: Moment?) throws(StoreError) -> EventCollection {
        try database.snapshot { () throws(StoreError) in try readEvents(names, until) }
    }

    private func readEvents(_ names: [String]?, _ until: Moment?) throws(StoreError) -> EventCollection {
        // A store of version 1, opened for reading, has no windows yet.
        let hasWindows =
            try database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'exposure'") == 1
        let identifiers = try eventSeries(names, hasWindows: hasWindows)
        let marks = try database.prepare("SELECT DISTINCT mark FROM event ORDER BY mark")
        var number: [String: Int32] = [:]
        var texts: [String] = []
        while try marks.step() {
            number[marks.text(0)] = Int32(texts.count)
            texts.append(marks.text(0))
        }
        let events = try database.prepare(
            "SELECT time, mark FROM event WHERE series = ?1 \(until == nil ? "" : "AND time <= ?2") ORDER BY time, mark"
        )
        let windows =
            try hasWindows
            ? database.prepare("SELECT start, finish FROM exposure WHERE series = ? ORDER BY start") : nil
        var offsets = [0]
        var calendar: [Int64] = []
        var numeric: [Double] = []
        var mark: [Int32] = []
        var exposure: [[ExposureWindow]] = []
        for (id, _) in identifiers {
            events.bind([.integer(id)] + (until.map { [SQLValue($0)] } ?? []))
            while try events.step() {
                switch timeKind {
                case .calendar: calendar.append(events.integer(0))
                case .numeric: numeric.append(events.real(0))
                }
                mark.append(number[events.text(1)] ?? 0)
            }
            events.reset()
            offsets.append(mark.count)
            exposure.append(try windows.map { rows throws(StoreError) in try read(rows, of: id, until) } ?? [])
        }
        return EventCollection(
            marks: texts, names: identifiers.map(\.name), offsets: offsets,
            times: timeKind == .calendar ? .calendar(calendar) : .numeric(numeric), mark: mark, windows: exposure)
    }

    /// The series called `names`, or all that have events or windows.
    private func eventSeries(
        _ names: [String]?, hasWindows: Bool
    ) throws(StoreError) -> [(id: Int64, name: String)] {
        if let names { return Array(zip(try numbers(names, .series), names)) }
        let exposed = hasWindows ? "OR EXISTS(SELECT 1 FROM exposure WHERE series = s.id)" : ""
        let statement = try database.prepare(
            """
            SELECT id, name FROM series AS s
            WHERE EXISTS(SELECT 1 FROM event WHERE series = s.id) \(exposed) ORDER BY id
            """)
        var found: [(id: Int64, name: String)] = []
        while try statement.step() { found.append((statement.integer(0), statement.text(1))) }
        return found
    }

    /// The windows of the series of number `id`, cut at `until`.
    private func read(
        _ windows: Statement, of id: Int64, _ until: Moment?
    ) throws(StoreError) -> [ExposureWindow] {
        windows.bind([.integer(id)])
        defer { windows.reset() }
        var found: [ExposureWindow] = []
        while try windows.step() {
            let start = windows.moment(0, timeKind)
            let end = windows.moment(1, timeKind)
            let seen = until.map { min($0, end) } ?? end
            if start < seen { found.append(ExposureWindow(start: start, end: seen)) }
        }
        return found
    }
}
