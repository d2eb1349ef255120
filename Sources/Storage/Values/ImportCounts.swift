/// What became of the rows of one file: `read == stored + unchanged + replaced + rejected`, always.
public struct ImportCounts: Sendable, Hashable {
    /// Rows of the file.
    public var read = 0
    /// Rows that brought something new.
    public var stored = 0
    /// Rows that repeated what the store knew, or held no value.
    public var unchanged = 0
    /// Rows whose value replaced another.
    public var replaced = 0
    /// Bad rows.
    public var rejected = 0

    /// Creates counts.
    public init(read: Int = 0, stored: Int = 0, unchanged: Int = 0, replaced: Int = 0, rejected: Int = 0) {
        self.read = read
        self.stored = stored
        self.unchanged = unchanged
        self.replaced = replaced
        self.rejected = rejected
    }
}
