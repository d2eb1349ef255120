/// Steps and evaluations of a row's solve.
public struct RowStatistics: Sendable, Hashable, CustomStringConvertible {
    /// Steps that the error test accepted.
    public var accepted = 0
    /// Steps that the error test rejected.
    public var rejected = 0
    /// Evaluations of the field.
    public var evaluations = 0
    /// Jacobians that implicit methods made; where these are by finite differences, `evaluations` counts theirs too.
    public var jacobians = 0
    /// Matrices that implicit methods factored.
    public var factorizations = 0
    /// Changes between the explicit and the implicit method, where the choice is automatic.
    public var switches = 0

    /// Creates empty statistics.
    public init() {}

    public var description: String {
        var words = "\(accepted) steps accepted, \(rejected) rejected, \(evaluations) evaluations"
        if jacobians > 0 { words += ", \(jacobians) Jacobians, \(factorizations) factorizations" }
        if switches > 0 { words += ", \(switches) changes of method" }
        return words
    }
}
