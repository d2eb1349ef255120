/// One import, as the store's log keeps it.
public struct ImportRecord: Sendable, Hashable {
    /// Number of the import in its store.
    public var id: Int64
    /// The file's path as it was given, or `standard input`.
    public var file: String
    /// SHA-256 of the file's bytes, in hexadecimal.
    public var sha256: String
    /// When it began: ISO 8601 in UTC.
    public var started: String
    /// When it ended: ISO 8601 in UTC.
    public var finished: String
    /// Its rows.
    public var counts: ImportCounts
    /// How the file was read: JSON.
    public var options: String

    /// Creates a record.
    public init(
        id: Int64, file: String, sha256: String, started: String, finished: String, counts: ImportCounts,
        options: String
    ) {
        self.id = id
        self.file = file
        self.sha256 = sha256
        self.started = started
        self.finished = finished
        self.counts = counts
        self.options = options
    }
}
