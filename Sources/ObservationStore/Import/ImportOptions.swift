/// What to do with a row of the same series, variable and time but another value.
public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
    /// The row is a bad row.
    case reject
    /// The value that is there stays.
    case ignore
    /// The new value takes its place.
    case replace
    /// The mean of all values met takes its place.
    case mean
}

/// How a file is read. Columns that are not named are recognised by their usual names.
public struct ImportOptions: Sendable, Hashable, Codable {
    /// Column with the series' identifier.
    public var series: String?
    /// Column with the time.
    public var time: String?
    /// Long layout: column with the variable's name.
    public var variable: String?
    /// Long layout: column with the value.
    public var value: String?
    /// Wide layout: one column each.
    public var variables: [String]?
    /// Columns with covariates that do not change over a series.
    public var statics: [String] = []
    /// Whether rows are events.
    public var isEvents = false
    /// Events: column with the mark.
    public var mark: String?
    /// Events: begin and end of the window in which every series of the file was watched, as texts.
    public var window: [String]?
    /// Events: column with the begin of the window in which the row's series was watched.
    public var windowFrom: String?
    /// Events: column with the window's end.
    public var windowTo: String?
    /// Name of the time format, `nil` to find out.
    public var timeFormat: String?
    /// Zone of times without offset.
    public var timeZone = "UTC"
    /// Texts that stand for no value.
    public var missing = ["", "NA", "na", "NaN", "nan", "NAN", "null", "NULL", "Null"]
    /// The delimiter, `nil` to find out.
    public var delimiter: String?
    /// Whether the first line names the columns; else they are called 1, 2, …
    public var hasHeader = true
    /// What to do with conflicting rows.
    public var onDuplicate = DuplicatePolicy.reject
    /// Whether good rows are stored although others are bad.
    public var allowsRejects = false
    /// Whether nothing is stored.
    public var isDryRun = false

    /// Creates the default options.
    public init() {}
}

/// What came of importing one file.
public struct ImportReport: Sendable, Codable {
    /// The file.
    public var file: String
    /// What the columns were taken for, one line each.
    public var recognized: [String] = []
    /// Rows of the file: always stored + unchanged + replaced + rejected.
    public var rowsRead = 0
    /// Rows that brought something new.
    public var rowsStored = 0
    /// Rows that said what the store knew, or held no value.
    public var rowsUnchanged = 0
    /// Rows whose value took the place of another.
    public var rowsReplaced = 0
    /// Bad rows.
    public var rowsRejected = 0
    /// Rows among the unchanged that held no value at all.
    public var rowsWithoutValue = 0
    /// Observations or events added to the store.
    public var observationsStored = 0
    /// Windows of exposure added to the store.
    public var windowsStored = 0
    /// The first bad rows.
    public var firstRejects: [Reject] = []
    /// Whether the file's rows are in the store now.
    public var isCommitted = false
    /// Whether it was only tried.
    public var isDryRun = false

    /// A bad row.
    public struct Reject: Sendable, Codable {
        /// Line of the file, from 1.
        public var line: Int
        /// Why it is bad.
        public var reason: String
    }
}
