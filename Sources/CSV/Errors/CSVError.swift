import TimeSeries

/// Why a file could not be read as a table of observations or events: facts with their values; what to do about them is for
/// the program to say.
public enum CSVError: Error, Sendable, Hashable {
    /// The file cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// The compressed data end before their end mark.
    case truncated(file: String)
    /// The compressed data contradict themselves.
    case damaged(file: String, reason: String)
    /// The file has no bytes, or no record.
    case empty(file: String)
    /// The file has names of columns, but no rows.
    case noRows(file: String)
    /// The file is UTF-16; only UTF-8 is read.
    case utf16(file: String)
    /// A record is longer than is read; a quote may be missing its end.
    case recordTooLong(file: String, line: Int)
    /// A record's quotes or line ends are wrong.
    case malformed(file: String, line: Int, fault: CSVFault)

    /// Two columns have one name.
    case duplicateColumn(file: String, name: String)
    /// No column has the name asked for; `near` are columns of similar spelling, `separator` is what seems to separate the
    /// fields where all were read as one.
    case unknownColumn(
        file: String, name: String, role: ColumnRole, columns: [String], near: [String], separator: Character?)
    /// No column is recognised as one that is needed.
    case unrecognizedColumn(file: String, role: ColumnRole, columns: [String])
    /// The column chosen for the time holds something else; `first` is its first cell.
    case noTimes(file: String, column: String, first: String)
    /// The store keeps calendar time, the column holds plain numbers of unknown unit; `first` is its first cell.
    case unitlessTimes(file: String, column: String, first: String)
    /// The store keeps the other kind of time; `first` is the column's first cell.
    case otherTimeKind(file: String, store: TimeKind, kind: TimeKind, first: String)
    /// A variable is of another unit in the store.
    case otherUnit(file: String, variable: String, unit: String, known: String)
    /// A unit is told of what is neither a variable nor a covariate, in this file or before.
    case unitOfNothing(file: String, name: String, unit: String)

    /// The options contradict themselves.
    case invalidOptions(OptionFault)

    /// What a column is for.
    public enum ColumnRole: String, Sendable, Hashable, CaseIterable {
        /// The series' identifier.
        case series
        /// The time.
        case time
        /// Long layout: the variable's name.
        case variable
        /// Long layout: the value.
        case value
        /// Wide layout: the values of one variable.
        case values
        /// Measurement errors of values.
        case error
        /// A covariate that does not change over a series.
        case staticValue
        /// The mark of an event.
        case mark
        /// Start of the window of exposure.
        case windowStart
        /// End of the window of exposure.
        case windowEnd
    }

    /// Classes of errors; programs map them to exit codes.
    public enum Category: Sendable, Hashable {
        /// The file is missing or unreadable.
        case unreadable
        /// The file's contents cannot be taken.
        case badInput
        /// The options contradict themselves.
        case usage
    }

    /// The error's class.
    public var category: Category {
        switch self {
        case .unreadable: .unreadable
        case .invalidOptions: .usage
        case .truncated, .damaged, .empty, .noRows, .utf16, .recordTooLong, .malformed, .duplicateColumn,
            .unknownColumn, .unrecognizedColumn, .noTimes, .unitlessTimes, .otherTimeKind, .otherUnit,
            .unitOfNothing:
            .badInput
        }
    }
}

/// What can be wrong with a record's quotes and line ends.
public enum CSVFault: Sendable, Hashable {
    /// A closing quote is followed by text other than a delimiter.
    case textAfterQuote
    /// A carriage return stands inside a line.
    case carriageReturn
    /// A quote is opened and never closed.
    case openQuote
}
