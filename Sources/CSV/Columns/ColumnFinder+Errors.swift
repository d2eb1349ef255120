extension ColumnFinder {
    /// The columns of measurement errors that the options name, with the variables that they name beside them.
    func errors(_ options: ImportOptions) throws(CSVError) -> [(column: Int, variable: String?)] {
        guard !options.errors.isEmpty else { return [] }
        guard !options.isEvents else { throw .invalidOptions(.errorsWithEvents) }
        let others =
            [options.series, options.time, options.variable, options.value] + (options.variables ?? [])
            + options.statics
        var found: [(column: Int, variable: String?)] = []
        for error in options.errors {
            found.append((try column(error.column, .error), error.variable))
            if others.contains(error.column) { throw .invalidOptions(.errorColumnUsedTwice(error.column)) }
        }
        return found
    }

    /// `layout` with the columns of measurement errors beside the values that they belong to.
    func layout(
        _ layout: ImportPlan.Layout, with errors: [(column: Int, variable: String?)]
    ) throws(CSVError) -> ImportPlan.Layout {
        guard let first = errors.first else { return layout }
        switch layout {
        case .events: return layout
        case .long(let variable, let value, _):
            if let name = errors.lazy.compactMap(\.variable).first {
                throw .invalidOptions(.errorOfOneVariable(name, column: columns[variable]))
            }
            guard errors.count == 1 else { throw .invalidOptions(.twoErrorColumns(columns[value])) }
            return .long(variable: variable, value: value, error: first.column)
        case .wide(var list):
            let names = list.map(\.name)
            for (column, variable) in errors {
                guard let name = variable ?? (names.count == 1 ? names[0] : nil) else {
                    throw .invalidOptions(.errorsOfWhat(column: columns[column], variables: names))
                }
                _ = try self.column(name, .values)
                guard let place = names.firstIndex(of: name) else {
                    throw .invalidOptions(.errorsOfNoVariable(name, variables: names))
                }
                guard list[place].error == nil else { throw .invalidOptions(.twoErrorColumns(name)) }
                list[place].error = column
            }
            return .wide(list)
        }
    }
}
