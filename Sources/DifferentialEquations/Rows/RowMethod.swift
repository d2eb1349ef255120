import Lanes

/// One way of taking a step of a row; the loop, the step control and the outputs are `RowIntegrator`'s.
class RowMethod<Scalar: LaneScalar> {
    let state: RowState<Scalar>

    init(_ state: RowState<Scalar>) { self.state = state }

    /// What became of a step that was tried.
    enum Attempt {
        /// `y1` is there; its error in units of the tolerance, 0 for methods without an estimate.
        case error(Double)
        /// The inner iteration found no `y1`.
        case diverged
    }

    /// Name, as on the command line.
    var name: String { preconditionFailure("\(type(of: self)) has no name") }

    /// The power of the step in the error estimate: the embedded order plus one.
    var errorOrder: Int { preconditionFailure("\(type(of: self)) has no order") }

    /// Tries to go from y to y1 in a step of `h`.
    func attempt(_ h: Double) -> Attempt { preconditionFailure("\(type(of: self)) takes no step") }

    /// Writes the polynomial of the step that has just been tried.
    func makePolynomial(_ h: Double) { preconditionFailure("\(type(of: self)) has no dense output") }

    /// Told that the step of `h` counts, before the state advances.
    func stepWasAccepted(_ h: Double) {}

    /// Told that the step of `h` does not count.
    func stepWasRejected(_ h: Double) {}

    /// Told that the state has been set from outside: what is remembered of the past is void.
    func restart() {}

    /// The factor of the next step that the method wants in place of the controller's, to keep what it has factored or
    /// divided; by default the controller's.
    func adjusted(_ factor: Double) -> Double { factor }

    /// What the discrete adjoint needs of the step that has just been tried.
    func record(_ h: Double) -> RecordedStep<Scalar>? { nil }
}
