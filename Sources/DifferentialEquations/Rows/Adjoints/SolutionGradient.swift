import Lanes

/// The gradient of a loss by all that a row's solution was made from.
public struct SolutionGradient<Scalar: LaneScalar>: Sendable {
    /// Of the state at the start, `(features)`.
    public internal(set) var initial: [Scalar]
    /// Of the parameters.
    public internal(set) var parameters: [Scalar]
    /// Of the start time.
    public internal(set) var startTime: Scalar = 0
    /// Of the end time; 0 where a terminal crossing set it.
    public internal(set) var endTime: Scalar = 0
    /// Of each output time, `(times)`.
    public internal(set) var outputTimes: [Scalar]
    /// Steps and evaluations of the way back.
    public internal(set) var statistics = RowStatistics()
}

/// The cotangents of a solution: ∂loss/∂(each of its parts).
public struct SolutionCotangent<Scalar: LaneScalar>: Sendable {
    /// Of `Solution.states`, `(times)(features)`; empty for none.
    public var states: [[Scalar]]
    /// Of `Solution.endState`, `(features)`; empty for none.
    public var endState: [Scalar]
    /// Of the states before each crossing met, `(crossings)(features)`; empty for none.
    public var crossingStates: [[Scalar]]
    /// Of the times of the crossings met, `(crossings)`; empty for none.
    public var crossingTimes: [Scalar]

    /// Creates cotangents; what is left out is zero.
    public init(
        states: [[Scalar]] = [], endState: [Scalar] = [], crossingStates: [[Scalar]] = [], crossingTimes: [Scalar] = []
    ) {
        self.states = states
        self.endState = endState
        self.crossingStates = crossingStates
        self.crossingTimes = crossingTimes
    }
}
