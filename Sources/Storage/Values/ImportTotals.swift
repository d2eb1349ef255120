/// Counts over the rows of all imports.
public struct ImportTotals: Sendable, Hashable, Codable {
    /// Files imported.
    public var files = 0
    /// Rows that repeated what was known, or held no value.
    public var unchanged = 0
    /// Rows whose value replaced another.
    public var replaced = 0
    /// Bad rows.
    public var rejected = 0

    /// Creates totals.
    public init(files: Int = 0, unchanged: Int = 0, replaced: Int = 0, rejected: Int = 0) {
        self.files = files
        self.unchanged = unchanged
        self.replaced = replaced
        self.rejected = rejected
    }
}
