import Storage

/// How a file is read. Columns that are not named are recognised by their usual names or contents.
public struct ImportOptions: Sendable, Hashable, Codable {
    /// Column with the series' identifier; without one the file is one series, named after it.
    public var series: String?
    /// Column with the time.
    public var time: String?
    /// Long layout: column with the variable's name.
    public var variable: String?
    /// Long layout: column with the value.
    public var value: String?
    /// Wide layout: columns with values, one for each variable; `nil` for every other numeric column.
    public var variables: [String]?
    /// Columns with measurement errors of values; they are no variables.
    public var errors: [ErrorColumn] = []
    /// Units of variables and covariates by their names. A variable keeps the unit that it was given once.
    public var units: [String: String] = [:]
    /// Columns with covariates that do not change over a series.
    public var statics: [String] = []
    /// Whether rows are events.
    public var isEvents = false
    /// Events: column with the mark.
    public var mark: String?
    /// Events: start and end of the window in which every series of the file was watched, as the file writes times.
    public var window: [String]?
    /// Events: column with the start of the window in which the row's series was watched.
    public var windowFrom: String?
    /// Events: column with the end of that window.
    public var windowTo: String?
    /// Name of the time format, as `TimeFormat(name:)` knows it; `nil` to find out.
    public var timeFormat: String?
    /// Zone of times without offset.
    public var timeZone = "UTC"
    /// Texts that stand for no value.
    public var missing = ["", "NA", "na", "NaN", "nan", "NAN", "null", "NULL", "Null"]
    /// One character, or `tab`, `comma`, `semicolon`, `space`; `nil` to find out.
    public var delimiter: String?
    /// Whether the first line names the columns; else they are called 1, 2, …
    public var hasHeader = true
    /// What to do with a row of a known series, variable and time but another value or
    /// measurement error.
    public var onDuplicate = DuplicatePolicy.reject
    /// Whether good rows are stored although others are bad.
    public var allowsRejects = false
    /// Whether nothing is stored.
    public var isDryRun = false

    /// Creates the default options.
    public init() {}
}
