import Lanes

/// One way of taking a step of a row; the loop, the step control and the outputs are `RowIntegrator`'s.
protocol RowMethod<Scalar>: AnyObject {
    associatedtype Scalar: LaneScalar

    /// The power of the step with which the error estimate falls: the embedded order plus one.
    var errorPower: Int { get }

    /// Tries to go from y to y1 in a step of `h`.
    func attempt(_ h: Double) -> StepAttempt

    /// Writes the polynomial of the step that has just been tried.
    func makePolynomial(_ h: Double)

    /// Called when the step of `h` was accepted, before the state advances.
    func stepWasAccepted(_ h: Double)

    /// Called when the step of `h` was rejected.
    func stepWasRejected(_ h: Double)

    /// Called when the state was set from outside: forgets what was kept of earlier steps.
    func restart()

    /// The factor of the next step in place of the controller's, so that factored matrices or divided differences stay valid.
    func adjusted(_ factor: Double) -> Double

    /// What the discrete adjoint needs of the step that has just been tried; `nil` of a method that has none.
    func record(_ h: Double) -> RecordedStep<Scalar>?
}

extension RowMethod {
    func stepWasAccepted(_ h: Double) {}
    func stepWasRejected(_ h: Double) {}
    func restart() {}
    func adjusted(_ factor: Double) -> Double { factor }
    func record(_ h: Double) -> RecordedStep<Scalar>? { nil }
}

/// What became of a step that was tried.
enum StepAttempt {
    /// y1 is there; its error in units of the tolerance, 0 for methods without an estimate.
    case error(Double)
    /// The inner iteration found no y1.
    case diverged
}

extension SolverMethod {
    /// The method as it steps a row.
    func makeRowMethod<Scalar: LaneScalar>(_ state: RowState<Scalar>, fixed: Bool) -> any RowMethod<Scalar> {
        switch kind {
        case .explicit(let tableau): ExplicitRowMethod(state, tableau)
        case .implicit(let tableau): ImplicitRowMethod(state, tableau, fixed: fixed)
        case .rosenbrock(let tableau): RosenbrockRowMethod(state, tableau)
        case .adams: AdamsRowMethod(state, fixed: fixed)
        case .automatic: AutomaticRowMethod(state)
        }
    }
}
