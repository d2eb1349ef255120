import Differentiation
import Lanes

/// The solution of one row.
public struct Solution<Scalar: LaneScalar>: Sendable {
    /// Times of `states`: the requested ones that were reached, or those of the steps.
    public internal(set) var times: [Double] = []
    /// States at `times`, `(times)(features)`.
    public internal(set) var states: [[Scalar]] = []
    /// The zero crossings that were met, in order.
    public internal(set) var crossings: [CrossingOccurrence<Scalar>] = []
    /// Where the solve ended: the requested end, or a terminal crossing.
    public internal(set) var endTime: Double
    /// State at `endTime`, `(features)`.
    public internal(set) var endState: [Scalar]
    /// Steps and evaluations.
    public internal(set) var statistics = RowStatistics()
    /// The dense output, if it was requested.
    public internal(set) var path: DensePath<Scalar>?
    /// Whether a terminal crossing ended the solve.
    public internal(set) var wasEnded = false

    /// The state at `t`, between start and end, from the dense output of a solve with output `.dense`.
    ///
    /// - Complexity: logarithmic in the number of steps.
    public func state(at t: Double) -> [Scalar] { densePath.state(at: t) }

    /// The dense output, which must have been requested.
    var densePath: DensePath<Scalar> {
        guard let path else { fatalError("a solution without dense output; solve with output .dense") }
        return path
    }
}
