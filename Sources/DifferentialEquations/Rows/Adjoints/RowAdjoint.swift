import Lanes

/// The way back through a row's solution: cotangents are added at times in reverse order, and carried from one to the next.
protocol RowAdjoint<Scalar>: AnyObject {
    associatedtype Scalar: LaneScalar

    /// The parameters' gradient so far.
    var parameters: LaneBuffer<Scalar> { get }
    /// Steps and evaluations of the way back.
    var statistics: RowStatistics { get }

    /// Enters segment `index` at its end, with nothing carried.
    func enter(_ index: Int)

    /// Adds the cotangent of the state at `time`, which is `state`; no later than what was added before.
    func add(_ cotangent: [Scalar], at time: Double, state: [Scalar]) throws(SolverError)

    /// Carries all to the segment's start and returns the cotangent of the state there.
    func leave() throws(SolverError) -> [Scalar]
}
