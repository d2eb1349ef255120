/// How import options contradict themselves or say nothing that is known.
public enum OptionFault: Sendable, Hashable {
    /// A column of marks is named, but rows are not events.
    case markWithoutEvents
    /// Columns of the wide layout are named together with columns of the long one.
    case wideAndLong
    /// A column is named as a variable and as something else.
    case columnUsedTwice(String)
    /// Columns of measurement errors are named, but rows are events.
    case errorsWithEvents
    /// A column is named for measurement errors and for something else.
    case errorColumnUsedTwice(String)
    /// A column of measurement errors is named without saying of which of several variables.
    case errorsOfWhat(column: String, variables: [String])
    /// Measurement errors are named for what is not among the variables.
    case errorsOfNoVariable(String, variables: [String])
    /// Long layout: measurement errors are named for one variable, but one column, called `column`, names the variable of each row.
    case errorOfOneVariable(String, column: String)
    /// Two columns of measurement errors are named for one column of values.
    case twoErrorColumns(String)
    /// A window of exposure is given, but rows are not events.
    case windowWithoutEvents
    /// One window for all series is given together with columns of windows.
    case windowAndColumns
    /// A window needs a start and an end; `count` texts were given.
    case windowTexts(count: Int)
    /// A text of the window is not a time.
    case windowTime(text: String, reason: String)
    /// The window does not end after its start.
    case emptyWindow(start: String, end: String)
    /// One column of the window is named without the other.
    case halfWindow
    /// The time zone is unknown.
    case unknownTimeZone(String)
    /// The delimiter is not one character.
    case delimiter(String)
    /// The name of the time format is unknown.
    case unknownTimeFormat(String)
}

extension OptionFault: CustomStringConvertible {
    /// The fact in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .markWithoutEvents: "a column of marks is named, but the rows are not events"
        case .wideAndLong:
            "columns are named for a wide file (one column a variable) and for a long one (variable and value)"
        case .columnUsedTwice(let name): "column \(name) cannot be a variable and something else as well"
        case .errorsWithEvents: "measurement errors are named, but the rows are events, which have no value"
        case .errorColumnUsedTwice(let name): "column \(name) cannot hold measurement errors and something else as well"
        case .errorsOfWhat(let column, let variables):
            "column \(column) holds measurement errors, but of which variable is not said; the variables are "
                + Self.list(variables)
        case .errorsOfNoVariable(let name, let variables):
            "measurement errors are named for \(name), which is not among the variables \(Self.list(variables))"
        case .errorOfOneVariable(let name, let column):
            "measurement errors are named for the variable \(name) alone, but the file is long: "
                + "\(column) names each row's variable, and one column holds the errors of all"
        case .twoErrorColumns(let name): "two columns of measurement errors are named for \(name)"
        case .windowWithoutEvents: "a window of exposure is given, but the rows are not events"
        case .windowAndColumns: "a window of exposure for all series is given, and columns with one for each as well"
        case .windowTexts(let count): "a window of exposure is a start and an end, not \(count) times"
        case .windowTime(let text, let reason): "window of exposure: '\(text)' \(reason)"
        case .emptyWindow(let start, let end):
            "window of exposure from \(start) to \(end): the end is not after the start"
        case .halfWindow: "the columns with start and end of the window of exposure belong together"
        case .unknownTimeZone(let name): "the time zone \(name) is not known"
        case .delimiter(let text): "the delimiter '\(text)' is not one character"
        case .unknownTimeFormat(let name): "the time format \(name) is not known"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", … (\(names.count))" : "")
    }
}
