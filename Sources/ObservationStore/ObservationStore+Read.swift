import Storage
import TimeSeries

extension ObservationStore {
    /// Names of all series, in the order in which they were first imported.
    public func seriesNames() throws(StoreError) -> [String] { try names("series") }

    /// Names of the variables that have observations, in the order in which they were first imported.
    public func variableNames() throws(StoreError) -> [String] {
        // One step into the primary key for each series and variable, however many observations there are.
        try column(
            """
            SELECT name FROM variable AS v WHERE EXISTS(
                SELECT 1 FROM series AS s JOIN observation AS o ON o.series = s.id AND o.variable = v.id) ORDER BY id
            """)
    }

    private func names(_ table: String) throws(StoreError) -> [String] {
        try column("SELECT name FROM \(table) ORDER BY id")
    }

    private func column(_ sql: String) throws(StoreError) -> [String] {
        let statement = try database.prepare(sql)
        var names: [String] = []
        while try statement.step() { names.append(statement.text(0)) }
        return names
    }

    /// Units of variables and covariates by their names; those without one are left out.
    public func units() throws(StoreError) -> [String: String] {
        let statement = try database.prepare("SELECT name, unit FROM variable WHERE unit IS NOT NULL")
        var units: [String: String] = [:]
        while try statement.step() { units[statement.text(0)] = statement.text(1) }
        return units
    }

    /// The numbers of `wanted` in the table of `thing`, in their order.
    func numbers(_ wanted: [String], _ thing: StoreError.NamedThing) throws(StoreError) -> [Int64] {
        let statement = try database.prepare("SELECT id FROM \(thing.rawValue) WHERE name = ?")
        var numbers: [Int64] = []
        numbers.reserveCapacity(wanted.count)
        for name in wanted {
            statement.bind([.text(name)])
            guard try statement.step() else {
                let known = try names(thing.rawValue)
                throw .unknownName(thing, name: name, near: Nearest.names(to: name, among: known), known: known)
            }
            numbers.append(statement.integer(0))
        }
        return numbers
    }

    /// The observations that `filter` selects, with their measurement errors where any is known, and the static covariates of their series and the units, from one snapshot.
    ///
    /// - Complexity: linear in the observations of the series; 20 bytes for each one selected, 28 where any
    ///   has a measurement error.
    public func observations(_ filter: ObservationFilter) throws(StoreError) -> SeriesCollection {
        try database.snapshot { () throws(StoreError) in try read(filter) }
    }

    private func read(_ filter: ObservationFilter) throws(StoreError) -> SeriesCollection {
        let variables: [String]
        if let asked = filter.variables { variables = asked } else { variables = try variableNames() }
        var channel: [Int64: Int32] = [:]
        for (index, number) in try numbers(variables, .variable).enumerated() { channel[number] = Int32(index) }
        let names: [String]
        let identifiers: [Int64]
        if let asked = filter.series {
            names = asked
            identifiers = try numbers(asked, .series)
        } else {
            let statement = try database.prepare("SELECT id, name FROM series ORDER BY id")
            var all: [(Int64, String)] = []
            while try statement.step() { all.append((statement.integer(0), statement.text(1))) }
            names = all.map(\.1)
            identifiers = all.map(\.0)
        }
        let columns = RaggedColumns(kind: timeKind, identifiers: identifiers, channels: channel)
        try gather(filter, identifiers, into: columns)
        let (staticNames, statics) = try staticValues(identifiers)
        return SeriesCollection(
            variables: variables, staticNames: staticNames, names: names, offsets: columns.offsets,
            times: columns.times, variableIndices: columns.variable, values: columns.values, errors: columns.errors,
            statics: statics, units: try units())
    }

    private func gather(
        _ filter: ObservationFilter, _ identifiers: [Int64], into columns: RaggedColumns
    ) throws(StoreError) {
        try database.define("gather", columns, step: RaggedColumns.step)
        // A store of version 2, opened for reading, has no errors yet.
        let error = try Self.version(database) < 3 ? "NULL" : "error"
        let limit = filter.until.map { [SQLValue($0)] } ?? []
        if filter.series == nil {
            let statement = try database.prepare(
                "SELECT gather(variable, time, value, \(error), series) FROM observation"
                    + (limit.isEmpty ? "" : " WHERE time <= ?"))
            statement.bind(limit)
            while try statement.step() {}
        } else {
            let statement = try database.prepare(
                "SELECT gather(variable, time, value, \(error)) FROM observation WHERE series = ?"
                    + (limit.isEmpty ? "" : " AND time <= ?"))
            for identifier in identifiers {
                statement.bind([.integer(identifier)] + limit)
                while try statement.step() {}
                columns.endSeries()
            }
        }
        columns.endAll()
    }

    private func staticValues(_ identifiers: [Int64]) throws(StoreError) -> (names: [String], values: [[StaticValue?]])
    {
        let names = try database.prepare(
            "SELECT id, name FROM variable WHERE id IN (SELECT DISTINCT variable FROM static_value) ORDER BY id")
        var places: [Int64: Int] = [:]
        var texts: [String] = []
        while try names.step() {
            places[names.integer(0)] = texts.count
            texts.append(names.text(1))
        }
        var rows = [[StaticValue?]](
            repeating: Array(repeating: nil, count: texts.count), count: identifiers.count)
        guard !texts.isEmpty else { return (texts, rows) }
        let position = Dictionary(zip(identifiers, identifiers.indices), uniquingKeysWith: { first, _ in first })
        let statement = try database.prepare("SELECT series, variable, value FROM static_value")
        while try statement.step() {
            guard let row = position[statement.integer(0)], let column = places[statement.integer(1)] else { continue }
            switch statement.value(2) {
            case .integer(let number): rows[row][column] = .number(Double(number))
            case .real(let number): rows[row][column] = .number(number)
            case .text(let text): rows[row][column] = .text(text)
            case .null, .blob: break
            }
        }
        return (texts, rows)
    }
}
