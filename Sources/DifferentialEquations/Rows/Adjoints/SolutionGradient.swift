import Lanes

/// The cotangents of all that a row's solution was made from.
public struct SolutionGradient<Scalar: LaneScalar>: Sendable {
    /// Of the state at the start, `(features)`.
    public internal(set) var initial: [Scalar]
    /// Of the parameters.
    public internal(set) var parameters: [Scalar]
    /// Of the start time.
    public internal(set) var startTime: Scalar = 0
    /// Of the end time; 0 where a terminal event set it.
    public internal(set) var endTime: Scalar = 0
    /// Of each output time, `(times)`.
    public internal(set) var outputTimes: [Scalar]
    /// What the way back took.
    public internal(set) var statistics = RowStatistics()
}

/// What a loss wants changed, at first order, of a solution: the cotangents of its parts.
public struct SolutionCotangent<Scalar: LaneScalar>: Sendable {
    /// Of `Trajectory.states`, `(times)(features)`; empty for none.
    public var states: [[Scalar]]
    /// Of `Trajectory.endState`, `(features)`; empty for none.
    public var endState: [Scalar]
    /// Of the states before each event met, `(events)(features)`; empty for none.
    public var eventStates: [[Scalar]]
    /// Of the times of the events met, `(events)`; empty for none.
    public var eventTimes: [Scalar]

    /// Creates cotangents; what is left out is zero.
    public init(
        states: [[Scalar]] = [], endState: [Scalar] = [], eventStates: [[Scalar]] = [], eventTimes: [Scalar] = []
    ) {
        self.states = states
        self.endState = endState
        self.eventStates = eventStates
        self.eventTimes = eventTimes
    }
}

/// How the adjoint equation is solved where the gradient is continuous.
public struct AdjointSettings: Sendable, Hashable {
    /// Which components the error test of the way back sees.
    public enum Norm: Sendable, Hashable {
        /// State and cotangent alone: the parameters' integral feeds back into nothing, and needs no steps of its own
        /// (Kidger, Chen, Lyons 2021). It is then summed by Gauss's rule on the dense output.
        case seminorm
        /// The parameters' integral too, as in the 2018 paper.
        case full
    }

    /// The method of the way back; `nil` for that of the way there.
    public var method: SolverMethod?
    /// Which components the error test sees.
    public var norm: Norm

    /// Creates settings.
    public init(method: SolverMethod? = nil, norm: Norm = .seminorm) {
        self.method = method
        self.norm = norm
    }
}
