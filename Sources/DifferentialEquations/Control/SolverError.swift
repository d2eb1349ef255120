/// Why a solve failed: with row, time, step size and statistics.
public enum SolverError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The error test asks for a step that no longer changes the time, or is below `SolverOptions.smallestStep`.
    case stepTooSmall(row: Int, time: Double, step: Double, statistics: RowStatistics)
    /// `SolverOptions.maximumSteps` were not enough.
    case tooManySteps(row: Int, time: Double, step: Double, statistics: RowStatistics)
    /// `SolverOptions.maximumEvaluations` were not enough.
    case tooManyEvaluations(row: Int, time: Double, step: Double, statistics: RowStatistics)
    /// The vector field or the state is not finite, however small the step.
    case nonFinite(row: Int, time: Double, step: Double, statistics: RowStatistics)
    /// The Newton iteration of an implicit method did not converge in a step of fixed size.
    case diverged(row: Int, time: Double, step: Double, statistics: RowStatistics)
    /// The absolute tolerance is 0, and so is a feature of the state: its error cannot be judged.
    case zeroTolerance(row: Int, time: Double, feature: Int)
    /// The control is adaptive, but the method has no error estimate.
    case noErrorEstimate(method: String)
    /// The gradient is discrete, but the method is no Runge–Kutta method and has no discrete adjoint.
    case noDiscreteGradient(method: String)

    public var description: String {
        switch self {
        case .stepTooSmall(let row, let time, let step, let s):
            "step size \(step) is too small at t = \(time) in row \(row) (\(s)); the field may be stiff or singular"
        case .tooManySteps(let row, let time, let step, let s):
            "too many steps by t = \(time) in row \(row), step size \(step) (\(s)); loosen the tolerance or raise the limit"
        case .tooManyEvaluations(let row, let time, let step, let s):
            "too many evaluations by t = \(time) in row \(row), step size \(step) (\(s)); "
                + "loosen the tolerance or raise the limit"
        case .nonFinite(let row, let time, let step, let s):
            "the vector field or the state is not finite near t = \(time) in row \(row), step size \(step) (\(s))"
        case .diverged(let row, let time, let step, let s):
            "the Newton iteration of a step of \(step) did not converge at t = \(time) in row \(row) (\(s)); take a smaller step"
        case .zeroTolerance(let row, let time, let feature):
            "feature \(feature) of row \(row) is zero at t = \(time) and the absolute tolerance is 0, which leaves its error no "
                + "room; give a positive absolute tolerance"
        case .noErrorEstimate(let method):
            "\(method) has no error estimate; give it a fixed step"
        case .noDiscreteGradient(let method):
            "\(method) has no discrete adjoint; take a Runge–Kutta method, or a continuous or interpolating gradient"
        }
    }
}

extension SolverError {
    /// The same error of the row that `number` says.
    func renumbered(_ number: (Int) -> Int) -> SolverError {
        switch self {
        case .stepTooSmall(let row, let time, let step, let statistics):
            .stepTooSmall(row: number(row), time: time, step: step, statistics: statistics)
        case .tooManySteps(let row, let time, let step, let statistics):
            .tooManySteps(row: number(row), time: time, step: step, statistics: statistics)
        case .tooManyEvaluations(let row, let time, let step, let statistics):
            .tooManyEvaluations(row: number(row), time: time, step: step, statistics: statistics)
        case .nonFinite(let row, let time, let step, let statistics):
            .nonFinite(row: number(row), time: time, step: step, statistics: statistics)
        case .diverged(let row, let time, let step, let statistics):
            .diverged(row: number(row), time: time, step: step, statistics: statistics)
        case .zeroTolerance(let row, let time, let feature):
            .zeroTolerance(row: number(row), time: time, feature: feature)
        case .noErrorEstimate, .noDiscreteGradient: self
        }
    }
}
