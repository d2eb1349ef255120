/// Bounds on a solution.
public struct SolverOptions: Sendable, Hashable {
    /// Steps, accepted and rejected, after which a row gives up.
    public var maximumSteps = 100_000
    /// Whether the field may be evaluated beyond a row's last output. Where it may not, the last step is cut short, and an
    /// answer then depends on which output is the last.
    public var mayPassEnd = true

    /// Creates the default bounds.
    public init() {}
}
