import Continuum

extension CSVError: Advised {
    var advice: String? {
        switch self {
        case .unknownColumn(_, _, let role, _, let near, let separator):
            if let separator {
                "say --delimiter '\(separator == "\t" ? "tab" : "\(separator)")'"
            } else {
                near.isEmpty ? "name another with \(role.option)" : nil
            }
        case .unrecognizedColumn(_, .values, _): "name them with \(CSVError.ColumnRole.values.option) A,B"
        case .unrecognizedColumn(_, let role, let columns):
            "name it with \(role.option)" + (columns.count == 1 ? ". Is the delimiter right (--delimiter)?" : "")
        case .noTimes:
            "name another with --time, or say how they are written with --time-format '%d.%m.%Y %H:%M'"
        case .unitlessTimes: "say what they count with --time-format epoch|epoch-ms|…"
        case .otherTimeKind: "use another --store"
        case .otherUnit(_, let variable, _, let known):
            "convert the values to \(known), or import them under another name than \(variable)"
        case .unitOfNothing: "name the variable as profile lists it"
        case .invalidOptions(let fault): fault.advice
        default: nil
        }
    }
}

extension CSVError.ColumnRole {
    /// The option of `import` that names the column.
    fileprivate var option: String {
        switch self {
        case .series: "--series"
        case .time: "--time"
        case .variable: "--variable"
        case .value: "--value"
        case .values: "--variables"
        case .error: "--error"
        case .staticValue: "--static"
        case .mark: "--mark"
        case .windowStart: "--window-from"
        case .windowEnd: "--window-to"
        }
    }
}

extension OptionFault: Advised {
    var advice: String? {
        switch self {
        case .markWithoutEvents: "--mark belongs to --events"
        case .wideAndLong:
            "--variables is for wide files, --variable and --value are for long ones; give one kind"
        case .errorsWithEvents: "leave out --error or --events"
        case .errorsOfWhat(let column, _): "say it with --error VARIABLE=\(column)"
        case .errorsOfNoVariable: "name it with --variables as well"
        case .errorOfOneVariable: "give --error the column alone"
        case .windowWithoutEvents: "--window, --window-from and --window-to belong to --events"
        case .windowAndColumns:
            "--window is for all series, --window-from and --window-to are for each; give one kind"
        case .windowTexts: "give its start and its end, as in --window 0,24"
        case .halfWindow: "give --window-from and --window-to"
        case .unknownTimeZone: "names are like Europe/Berlin or UTC"
        case .delimiter: "give one character, or tab"
        case .unknownTimeFormat:
            "use auto, iso8601, epoch, epoch-ms, epoch-us, epoch-ns, number or a pattern like '%d.%m.%Y %H:%M'"
        case .columnUsedTwice, .errorColumnUsedTwice, .twoErrorColumns, .windowTime, .emptyWindow: nil
        }
    }
}
