extension SeriesCollection {
    /// The rows for which `isKept(series, row)` is true; names, variables and covariates stay.
    ///
    /// - Complexity: O(n) in the number of rows.
    public func filtered(where isKept: (_ series: Int, _ row: Int) -> Bool) -> SeriesCollection {
        var offsets = [0]
        var rows: [Int] = []
        for series in 0..<count {
            rows += self.rows(of: series).filter { isKept(series, $0) }
            offsets.append(rows.count)
        }
        return SeriesCollection(
            variables: variables, staticNames: staticNames, names: names, offsets: offsets, times: times.gathered(rows),
            variableIndices: rows.map { variableIndices[$0] }, values: rows.map { values[$0] },
            errors: errors.map { errors in rows.map { errors[$0] } }, statics: statics, units: units)
    }

    /// The chosen series, variables and times, as a store gives them for the same choice.
    ///
    /// Series and variables come in the order in which the filter names them. A chosen series without rows stays, empty.
    ///
    /// - Complexity: O(n), and O(n log n) where the filter changes the order of the variables.
    public func filtered(_ filter: SeriesFilter) throws(SeriesFilterError) -> SeriesCollection {
        for limit in [filter.from, filter.until] {
            if let limit, limit.kind != times.kind, times.count > 0 { throw .wrongKind(limit.kind) }
        }
        let chosen: [Int]
        if let wanted = filter.series {
            chosen = try Self.positions(wanted, among: names) { .unknownSeries($0, near: $1) }
        } else {
            chosen = Array(names.indices)
        }
        // The position of each variable in the result, -1 for those left out.
        var place = [Int32](repeating: -1, count: variables.count)
        if let wanted = filter.variables {
            let positions = try Self.positions(wanted, among: variables) { .unknownVariable($0, near: $1) }
            for (new, old) in positions.enumerated() { place[old] = Int32(new) }
        } else {
            for index in variables.indices { place[index] = Int32(index) }
        }
        var offsets = [0]
        var rows: [Int] = []
        for series in chosen {
            var kept = self.rows(of: series).filter { row in
                guard place[Int(variableIndices[row])] >= 0 else { return false }
                if let from = filter.from, times[row] < from { return false }
                if let until = filter.until, until < times[row] { return false }
                return true
            }
            if filter.variables != nil {
                kept.sort { a, b in
                    times[a] != times[b]
                        ? times[a] < times[b] : place[Int(variableIndices[a])] < place[Int(variableIndices[b])]
                }
            }
            rows += kept
            offsets.append(rows.count)
        }
        return SeriesCollection(
            variables: filter.variables ?? variables, staticNames: staticNames, names: chosen.map { names[$0] },
            offsets: offsets, times: times.gathered(rows),
            variableIndices: rows.map { place[Int(variableIndices[$0])] },
            values: rows.map { values[$0] }, errors: errors.map { errors in rows.map { errors[$0] } },
            statics: chosen.map { statics[$0] }, units: units)
    }

    private static func positions(
        _ wanted: [String], among names: [String], orThrow error: (String, [String]) -> SeriesFilterError
    ) throws(SeriesFilterError) -> [Int] {
        let known = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        var positions: [Int] = []
        for name in wanted {
            guard let position = known[name] else { throw error(name, Nearest.names(to: name, among: names)) }
            guard seen.insert(name).inserted else { throw .repeated(name) }
            positions.append(position)
        }
        return positions
    }
}

extension TimeColumn {
    /// The times at `rows`, in that order.
    package func gathered(_ rows: [Int]) -> TimeColumn {
        switch self {
        case .calendar(let times): .calendar(rows.map { times[$0] })
        case .numeric(let times): .numeric(rows.map { times[$0] })
        }
    }
}
