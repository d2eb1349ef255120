import TimeSeries

extension ObservationStore {
    /// Reads events and windows of exposure.
    ///
    /// - Parameters:
    ///   - series: names, in the order wanted; `nil` for all that have events or windows, as first met.
    ///   - until: nothing later is seen, and windows end there.
    public func events(series names: [String]? = nil, until: Moment? = nil) throws(StoreError) -> EventCollection {
        // One snapshot for all that is read.
        try database.execute("BEGIN")
        defer { try? database.execute("COMMIT") }
        // A store of version 1, opened for reading, has no windows yet.
        let hasWindows =
            try database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'exposure'") == 1
        var identifiers: [(id: Int64, name: String)] = []
        if let names {
            identifiers = Array(zip(try numbers(names, "series"), names))
        } else {
            let exposed = hasWindows ? "OR EXISTS(SELECT 1 FROM exposure WHERE series = s.id)" : ""
            let statement = try database.prepare(
                """
                SELECT id, name FROM series AS s
                WHERE EXISTS(SELECT 1 FROM event WHERE series = s.id) \(exposed) ORDER BY id
                """)
            while try statement.step() { identifiers.append((statement.integer(0), statement.text(1))) }
        }
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
        var moments: [Moment] = []
        var mark: [Int32] = []
        var exposure: [[ExposureWindow]] = []
        for (id, _) in identifiers {
            events.bind([.integer(id)] + (until.map { [sql($0)] } ?? []))
            while try events.step() {
                moments.append(moment(events, 0))
                mark.append(number[events.text(1)] ?? 0)
            }
            events.reset()
            offsets.append(moments.count)
            var found: [ExposureWindow] = []
            if let windows {
                windows.bind([.integer(id)])
                while try windows.step() {
                    let start = moment(windows, 0)
                    let end = until.map { min($0, moment(windows, 1)) } ?? moment(windows, 1)
                    if start < end { found.append(ExposureWindow(start: start, end: end)) }
                }
                windows.reset()
            }
            exposure.append(found)
        }
        let times: TimeColumn
        switch timeKind {
        case .calendar:
            times = .calendar(
                moments.map {
                    guard case .calendar(let microseconds) = $0 else { return 0 }
                    return microseconds
                })
        case .numeric:
            times = .numeric(
                moments.map {
                    guard case .numeric(let number) = $0 else { return 0 }
                    return number
                })
        }
        return EventCollection(
            marks: texts, names: identifiers.map(\.name), offsets: offsets, times: times, mark: mark,
            windows: exposure)
    }
}
