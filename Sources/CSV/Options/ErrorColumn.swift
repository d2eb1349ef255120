/// A column with the standard deviations of measurement errors, in the unit of the values that they belong to.
///
/// An empty or missing cell is an error that is not known; one beside a missing value is not looked at.
public struct ErrorColumn: Sendable, Hashable, Codable {
    /// Wide layout: the variable that the errors belong to, by the name of its column; `nil` where the file has one column of values.
    public var variable: String?
    /// Name of the column.
    public var column: String

    /// Names a column, and in a file of several variables whose errors it holds.
    public init(_ column: String, of variable: String? = nil) {
        self.column = column
        self.variable = variable
    }
}
