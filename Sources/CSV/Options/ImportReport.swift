import Storage

/// What came of importing one file: `rowsRead == rowsStored + rowsUnchanged + rowsReplaced + rowsRejected`, always.
public struct ImportReport: Sendable, Codable {
    /// The file's path as it was given, or `standard input`.
    public var file: String
    /// What the columns were taken for, one line each.
    public var recognized: [String] = []
    /// Rows of the file.
    public var rowsRead = 0
    /// Rows that brought something new.
    public var rowsStored = 0
    /// Rows that repeated what the store knew, or held no value.
    public var rowsUnchanged = 0
    /// Rows whose value replaced another.
    public var rowsReplaced = 0
    /// Bad rows.
    public var rowsRejected = 0
    /// Rows among the unchanged that held no value at all.
    public var rowsWithoutValue = 0
    /// Observations or events added to the store.
    public var observationsStored = 0
    /// Windows of exposure added to the store.
    public var windowsStored = 0
    /// The first ten bad rows.
    public var firstRejects: [Reject] = []
    /// Whether the file's rows are in the store now.
    public var isCommitted = false
    /// Whether the import was only tried.
    public var isDryRun = false

    /// A bad row.
    public struct Reject: Sendable, Codable {
        /// Line of the file on which the row begins, from 1.
        public var line: Int
        /// Why it is bad.
        public var reason: String
    }

    /// The rows as the store's log counts them.
    var counts: ImportCounts {
        ImportCounts(
            read: rowsRead, stored: rowsStored, unchanged: rowsUnchanged, replaced: rowsReplaced,
            rejected: rowsRejected)
    }
}
