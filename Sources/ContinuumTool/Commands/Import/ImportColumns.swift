import Continuum
import Foundation

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
    private static let units = Option(
        "--unit", "A=U,...", "Units of variables, as in bili=mg/dl,albumin=g/dl; each is kept once told",
        .list(of: .unit))
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
        series, time, variable, value, variables, errors, units, statics, events, mark, window, windowFrom, windowTo,
    ]

    static func read(_ arguments: Arguments, into options: inout ImportOptions) throws(UsageError) {
        options.series = arguments[series]
        options.time = arguments[time]
        options.variable = arguments[variable]
        options.value = arguments[value]
        options.variables = arguments[variables]
        options.errors = arguments[errors] ?? []
        options.units = try unitsByName(arguments[units] ?? [])
        options.statics = arguments[statics] ?? []
        options.isEvents = arguments[events]
        options.mark = arguments[mark]
        options.window = arguments[window]
        options.windowFrom = arguments[windowFrom]
        options.windowTo = arguments[windowTo]
    }

    private static func unitsByName(_ list: [UnitText]) throws(UsageError) -> [String: String] {
        var units: [String: String] = [:]
        for text in list {
            if let other = units.updateValue(text.unit, forKey: text.variable), other != text.unit {
                throw UsageError("\(Self.units.name) tells two units of \(text.variable): \(other) and \(text.unit)")
            }
        }
        return units
    }
}

/// A variable and its unit as typed.
private struct UnitText: Sendable {
    let variable: String
    let unit: String
}

extension OptionReader where Value == UnitText {
    /// A variable and its unit: `bili=mg/dl`.
    fileprivate static var unit: Self {
        Self { option, text throws(UsageError) in
            let words = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard words.count == 2, !words.contains("") else {
                throw UsageError("\(option) \(text): give VARIABLE=UNIT, as in bili=mg/dl")
            }
            return UnitText(variable: words[0], unit: words[1])
        }.shown { "\($0.variable)=\($0.unit)" }
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
