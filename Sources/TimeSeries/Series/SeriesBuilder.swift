/// Collects observations in memory, in any order, and makes a `SeriesCollection` of them.
///
///     var data = SeriesBuilder()
///     data["a"].append(time: 3.5, ["hr": 71, "temp": 36.8])
///     data["a"].append(time: 1, ["hr": 69])
///     data["a"].append(time: 4, ["hr": 70], errors: ["hr": 1.5])
///     data["a"].statics["age"] = 62
///     let collection = try data.build()
///
/// Times are plain numbers, `Date`s or `Moment`s, of one kind throughout. A cell that was not observed is left out.
public struct SeriesBuilder: Sendable {
    private var series: [SeriesRows] = []
    private var positions: [String: Int] = [:]
    private let variables: [String]
    /// Units of variables and covariates by their names, as people write them.
    public var units: [String: String] = [:]

    /// Creates an empty builder.
    ///
    /// - Parameter variables: names that come first in the collection, in this order. Further ones follow as they are first named,
    ///   series by series.
    public init(variables: [String] = []) {
        precondition(Set(variables).count == variables.count, "a variable is named twice in \(variables)")
        self.variables = variables
    }

    /// The names of the series, in the order in which they were first written to.
    public var names: [String] { series.map(\.name) }

    /// The observations of the series called `name`: writing to a name for the first time adds the series.
    public subscript(name: String) -> SeriesRows {
        get { positions[name].map { series[$0] } ?? SeriesRows(name: name) }
        _modify {
            let position: Int
            if let known = positions[name] {
                position = known
            } else {
                position = series.count
                positions[name] = position
                series.append(SeriesRows(name: name))
            }
            yield &series[position]
        }
    }

    /// The collection: series as first written to, rows ascending in (time, variable), equal rows once.
    ///
    /// A store gives the same collection when the same rows are imported and read back.
    ///
    /// - Throws: `SeriesBuildingError`, with series, variable and time: a value or time that cannot be told, two different values or
    ///   errors of one cell, an impossible error, or times of two kinds.
    /// - Complexity: O(n log n) in the number of observations.
    public func build() throws(SeriesBuildingError) -> SeriesCollection {
        if let error = series.lazy.compactMap(\.refusal).first { throw error }
        let kind = series.lazy.compactMap(\.kind).first ?? .numeric
        for rows in series { if let other = rows.kind, other != kind { throw .mixedTimes(series: rows.name, other) } }
        var variables = NameList(variables)
        var statics = NameList([])
        var columns = RowColumns(kind: kind)
        for rows in series {
            let numbers = rows.variables.names.map { Int32(variables.position($0)) }
            try columns.append(rows, numbers)
            for name in rows.statics.names { _ = statics.position(name) }
        }
        return SeriesCollection(
            variables: variables.names, staticNames: statics.names, names: names, offsets: columns.offsets,
            times: columns.times, variableIndices: columns.variableIndices, values: columns.values,
            errors: columns.errors, statics: series.map { rows in statics.names.map { rows.statics[$0] } }, units: units
        )
    }
}

/// Names in the order in which they were first met.
struct NameList: Sendable, Hashable {
    private(set) var names: [String]
    private var positions: [String: Int]

    init(_ names: [String]) {
        self.names = names
        positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    }

    /// The position of `name`, which is added if it is new.
    mutating func position(_ name: String) -> Int {
        if let known = positions[name] { return known }
        positions[name] = names.count
        names.append(name)
        return names.count - 1
    }
}

/// The columns of a collection while series are appended.
private struct RowColumns {
    let kind: TimeKind
    var offsets = [0]
    var variableIndices: [Int32] = []
    var values: [Double] = []
    var errors: [Double] = []
    private var calendar: [Int64] = []
    private var numeric: [Double] = []

    init(kind: TimeKind) { self.kind = kind }

    var times: TimeColumn { kind == .calendar ? .calendar(calendar) : .numeric(numeric) }

    /// Appends the cells of `rows` in canonical order; `numbers` are its variables' positions in the collection.
    mutating func append(_ rows: SeriesRows, _ numbers: [Int32]) throws(SeriesBuildingError) {
        var cells = rows.cells
        for index in cells.indices { cells[index].variable = numbers[Int(cells[index].variable)] }
        cells.sort { $0.time != $1.time ? $0.time < $1.time : $0.variable < $1.variable }
        var last: SeriesRows.Cell?
        for cell in cells {
            if let last, last.time == cell.time, last.variable == cell.variable {
                if let conflict = Self.conflict(
                    last, cell, series: rows.name,
                    variable: rows.variables.names[numbers.firstIndex(of: cell.variable) ?? 0])
                {
                    throw conflict
                }
                continue
            }
            last = cell
            variableIndices.append(cell.variable)
            values.append(cell.value)
            errors.append(cell.error)
            switch cell.time {
            case .calendar(let microseconds): calendar.append(microseconds)
            case .numeric(let number): numeric.append(number)
            }
        }
        offsets.append(values.count)
    }

    /// How two observations of one cell contradict each other, if they do.
    private static func conflict(
        _ a: SeriesRows.Cell, _ b: SeriesRows.Cell, series: String, variable: @autoclosure () -> String
    ) -> SeriesBuildingError? {
        guard a.value == b.value else {
            return .conflict(
                series: series, variable: variable(), time: a.time,
                values: [min(a.value, b.value), max(a.value, b.value)])
        }
        if a.error == b.error || a.error.isNaN && b.error.isNaN { return nil }
        let errors = b.error.isNaN || a.error < b.error ? [a.error, b.error] : [b.error, a.error]
        return .errorConflict(
            series: series, variable: variable(), time: a.time,
            errors: errors.map { $0.isNaN ? nil : $0 })
    }
}
