/// What a row's solution took.
public struct RowStatistics: Sendable, Hashable, CustomStringConvertible {
    /// Steps that passed the error test.
    public var accepted = 0
    /// Steps that did not.
    public var rejected = 0
    /// Evaluations of the field.
    public var evaluations = 0

    /// Creates empty statistics.
    public init() {}

    public var description: String { "\(accepted) steps accepted, \(rejected) rejected, \(evaluations) evaluations" }
}
