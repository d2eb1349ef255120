import Lanes

/// The way back through a solution: cotangents are added at times in reverse order, and carried from one to the next.
class RowAdjoint<Scalar: LaneScalar> {
    let field: RowField<Scalar>
    let tape: RowTape<Scalar>
    /// The parameters' gradient so far.
    let parameters: LaneBuffer<Scalar>
    /// What it took.
    var statistics = RowStatistics()

    init(field: RowField<Scalar>, tape: RowTape<Scalar>) {
        self.field = field
        self.tape = tape
        parameters = LaneBuffer(count: max(field.parameterCount, 1))
    }

    /// Enters segment `index` at its end, with nothing carried.
    func enter(_ index: Int) { preconditionFailure("\(type(of: self)) enters no segment") }

    /// Adds the cotangent of the state at `time`, which is `state`; no later than what was added before.
    func add(_ cotangent: [Scalar], at time: Double, state: [Scalar]) throws(SolverError) {
        preconditionFailure("\(type(of: self)) takes no cotangent")
    }

    /// Carries all to the segment's start and returns the cotangent of the state there.
    func leave() throws(SolverError) -> [Scalar] { preconditionFailure("\(type(of: self)) leaves no segment") }
}
