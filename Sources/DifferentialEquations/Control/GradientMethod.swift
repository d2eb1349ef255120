/// How the gradient of a solution is had.
public enum GradientMethod: Sendable, Hashable, Codable {
    /// Through the steps that were taken; exact for them. Memory grows with the steps: 2·features scalars and 32 bytes for
    /// each row and step. Cost: each step's stages once more, and their pullbacks. Where the field is wide, a block of rows
    /// keeps the stages of its first steps instead, with everything that the field's program computes, up to
    /// `BlockSolver.stageMemory`, and they are not computed again.
    case discrete
    /// As `discrete`, within a number of bytes for each block, for more steps made again.
    case checkpointed(bytes: Int)
    /// By solving the adjoint equation backward in time, the state with it (Chen et al. 2018). Memory does not grow with the
    /// steps; the result is as near as the tolerances of both solves. Where the state cannot be integrated back (a strongly
    /// contracting field, forward, is an exploding one, backward), take another.
    ///
    /// Where outputs stand closer than the steps of the forward solve, one step goes back over several, from states that the
    /// forward solve found there, by the partner of the method that solves the adjoint equation with its order.
    ///
    /// `nil` for the tolerance of the forward solve; in a step over several outputs the cotangent is then judged less strictly
    /// than the state, by the relative tolerance to the power of 3/4 (the gradient is about as accurate as the discrete one). The
    /// error test judges state and cotangent but not the gradient of
    /// the parameters, which feeds back into nothing (the seminorm of Kidger, Chen and Lyons 2021). There is no choice to
    /// leave the state out as well: the cotangent is carried by the Jacobian at that state, so that its error is the
    /// gradient's.
    case continuous(AdjointTolerance? = nil)
    /// By solving the adjoint equation backward in time, the state read from the dense output of the forward solve. Memory
    /// grows with the steps: (1 + powers of the dense output)·features scalars and 24 bytes for each row and step. Half as
    /// many equations as `continuous`, and nothing to go astray backward; only the cotangent is judged.
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
