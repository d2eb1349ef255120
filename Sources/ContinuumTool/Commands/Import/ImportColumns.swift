import Continuum

/// Which columns of a file `import` takes, and for what.
enum ImportColumns {
    private static let series = Option(
        "--series", "COL", "Column with the series' identifier", .text, otherwise: "recognised, else one series")
    private static let time = Option("--time", "COL", "Column with the time", .text, otherwise: "recognised")
    private static let variable = Option("--variable", "COL", "Long files: column with the variable's name", .text)
    private static let value = Option("--value", "COL", "Long files: column with the value", .text)
    private static let variables = Option(
        "--variables", "A,B", "Wide files: columns to take", .names, otherwise: "every other numeric one")
    private static let errors = Option(
        "--error", "COL",
        "Column with the standard deviation of the value's measurement error; VARIABLE=COL,... where there are several variables",
        .list(of: .errorColumn))
    private static let statics = Option(
        "--static", "A,B", "Columns with covariates that are constant within a series", .names)
    private static let events = Option.flag("--events", "Rows are events")
    private static let mark = Option("--mark", "COL", "Events: column with the mark", .text)
    private static let window = Option(
        "--window", "T,T", "Events: start and end of the window in which every series was observed", .pair(of: .text))
    private static let windowFrom = Option(
        "--window-from", "COL", "Events: column with the start of the series' window; several windows leave gaps", .text
    )
    private static let windowTo = Option(
        "--window-to", "COL", "Events: column with the end of the window; a row without time is a window alone", .text)

    static let declared: [any AnyOption] = [
        series, time, variable, value, variables, errors, statics, events, mark, window, windowFrom, windowTo,
    ]

    static func read(_ arguments: Arguments, into options: inout ImportOptions) {
        options.series = arguments[series]
        options.time = arguments[time]
        options.variable = arguments[variable]
        options.value = arguments[value]
        options.variables = arguments[variables]
        options.errors = arguments[errors] ?? []
        options.statics = arguments[statics] ?? []
        options.isEvents = arguments[events]
        options.mark = arguments[mark]
        options.window = arguments[window]
        options.windowFrom = arguments[windowFrom]
        options.windowTo = arguments[windowTo]
    }
}

extension OptionReader where Value == ErrorColumn {
    /// The name of a column, or those of a variable and a column: `mag=mag_err`.
    fileprivate static var errorColumn: Self {
        Self { option, text throws(UsageError) in
            let names = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard !names.contains("") else {
                throw UsageError("\(option) \(text): give a column, or VARIABLE=COLUMN")
            }
            return names.count == 1 ? ErrorColumn(names[0]) : ErrorColumn(names[1], of: names[0])
        }.shown { ($0.variable.map { "\($0)=" } ?? "") + $0.column }
    }
}
