import TimeSeries

/// The windows of exposure of the series that an import meets.
struct ExposureRows {
    enum Outcome {
        case known
        case new
        case overlaps(ExposureWindow)
    }

    private let kind: TimeKind
    private let importID: Int64
    private let select: Statement
    private let insert: Statement
    private var windows: [Int64: [ExposureWindow]] = [:]

    init(_ database: Database, importID: Int64, kind: TimeKind) throws(StoreError) {
        self.importID = importID
        self.kind = kind
        select = try database.prepare("SELECT start, finish FROM exposure WHERE series = ? ORDER BY start")
        insert = try database.prepare("INSERT INTO exposure(series, start, finish, import) VALUES(?, ?, ?, ?)")
    }

    private mutating func windows(of series: Int64) throws(StoreError) -> [ExposureWindow] {
        if let known = windows[series] { return known }
        select.bind([.integer(series)])
        var found: [ExposureWindow] = []
        while try select.step() {
            func moment(_ column: Int32) -> Moment {
                kind == .calendar
                    ? .calendar(microseconds: select.integer(column)) : .numeric(select.real(column))
            }
            found.append(ExposureWindow(start: moment(0), end: moment(1)))
        }
        select.reset()
        windows[series] = found
        return found
    }

    /// Stores a window of `series`, unless it is known or overlaps one that is.
    mutating func take(_ window: ExposureWindow, series: Int64) throws(StoreError) -> Outcome {
        for known in try windows(of: series) {
            if known == window { return .known }
            if known.start < window.end, window.start < known.end { return .overlaps(known) }
        }
        func sql(_ moment: Moment) -> SQLValue {
            switch moment {
            case .calendar(let microseconds): .integer(microseconds)
            case .numeric(let number): .real(number)
            }
        }
        try insert.run(.integer(series), sql(window.start), sql(window.end), .integer(importID))
        windows[series, default: []].append(window)
        return .new
    }

    /// Whether an event of `series` may lie at `moment`: in a window, or anywhere where none is known.
    mutating func admits(_ moment: Moment, series: Int64) throws(StoreError) -> Bool {
        let known = try windows(of: series)
        return known.isEmpty || known.contains { $0.start <= moment && moment <= $0.end }
    }
}
