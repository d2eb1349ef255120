/// A bad row of an imported file.
public struct RejectedRow: Sendable, Hashable {
    /// Line of the file on which the row begins, from 1.
    public var line: Int
    /// The row as the file has it.
    public var text: String
    /// Why it is bad.
    public var reason: String

    /// Creates a row.
    public init(line: Int, text: String, reason: String) {
        self.line = line
        self.text = text
        self.reason = reason
    }
}
