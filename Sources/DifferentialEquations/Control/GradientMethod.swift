/// How the gradient of a solution is computed.
public enum GradientMethod: Sendable, Hashable, Codable {
    /// Backpropagation through the steps that were taken; exact for them.
    ///
    /// Memory: 2·features scalars and 32 bytes for each row and step. Cost: the stages of each step are evaluated again and
    /// pulled back. If the field is wide, a block of rows keeps the stages of its first steps instead, up to
    /// `BlockSolver.stageMemory`, and does not evaluate them again.
    case discrete
    /// As `discrete`, within a number of bytes for each block: steps are taken again from checkpoints.
    case checkpointed(bytes: Int)
    /// The adjoint equation, solved backward in time together with the state (Chen et al. 2018).
    ///
    /// Memory does not grow with the steps; the gradient is as accurate as both solves. A strongly contracting field cannot be
    /// integrated backward: take another method. The error test judges state and cotangent, but not the parameters' gradient,
    /// which feeds back into nothing (the seminorm of Kidger, Chen and Lyons 2021).
    ///
    /// If outputs are closer than the forward steps, one backward step spans several of them, from states that the forward
    /// solve found, by the adjoint partner of the method, which has the same order.
    ///
    /// `nil` for the tolerance of the forward solve; in a step over several outputs, the cotangent's relative tolerance is then
    /// the state's to the power of 3/4.
    case continuous(AdjointTolerance? = nil)
    /// The adjoint equation, solved backward in time with the state read from the dense output of the forward solve.
    ///
    /// Memory: (1 + powers of the dense output)·features scalars and 24 bytes for each row and step. Half as many equations as
    /// `continuous`, and no state to integrate backward; only the cotangent is judged.
    case interpolating(AdjointTolerance? = nil)
}

/// The tolerance of a backward solve.
public struct AdjointTolerance: Sendable, Hashable, Codable {
    /// Relative to the size of each feature.
    public var relative: Double
    /// In the units of the loss by those of the state.
    public var absolute: Double

    /// Creates a tolerance.
    public init(relative: Double, absolute: Double) {
        self.relative = relative
        self.absolute = absolute
    }

    /// The step control of a backward solve after a forward one under `forward`.
    func control(_ forward: StepControl) -> StepControl {
        guard case .adaptive(_, _, let controller) = forward else {
            return .adaptive(relative: relative, absolute: absolute)
        }
        return .adaptive(relative: relative, absolute: absolute, controller)
    }
}
