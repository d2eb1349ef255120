/// How import options contradict themselves or say nothing that is known.
public enum OptionFault: Sendable, Hashable {
    /// A column of marks is named, but rows are not events.
    case markWithoutEvents
    /// Columns of the wide layout are named together with columns of the long one.
    case wideAndLong
    /// A column is named as a variable and as something else.
    case columnUsedTwice(String)
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
}
