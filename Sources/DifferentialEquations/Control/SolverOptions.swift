/// Bounds on a solution.
public struct SolverOptions: Sendable, Hashable {
    /// Steps, accepted and rejected, after which a row gives up.
    public var maximumSteps = 100_000
    /// Evaluations of the field after which a row gives up.
    public var maximumEvaluations = Int.max
    /// The size below which a row gives up rather than take a smaller step; 0 for the least that changes the time. A step
    /// that the end cuts short may be smaller.
    public var smallestStep = 0.0
    /// Whether the field may be evaluated beyond a row's last output. Where it may not, the last step is cut short, and an
    /// answer then depends on which output is the last.
    public var mayPassEnd = true

    /// Creates the default bounds.
    public init() {}

    /// The default bounds with the last step ending at the end, so that the field is not evaluated beyond it.
    public static var endingAtEnd: SolverOptions {
        var options = SolverOptions()
        options.mayPassEnd = false
        return options
    }
}
