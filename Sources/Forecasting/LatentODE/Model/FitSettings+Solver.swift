import DifferentialEquations

extension FitSettings {
    /// The solver's steps in model time: adaptive, or fifty to a window for methods without an error estimate.
    func stepControl(_ scaling: DataScaling) -> StepControl {
        solver.method.tableau.embeddedOrder == nil
            ? .fixed(scaling.window / 50)
            : .adaptive(relative: solver.relativeTolerance, absolute: solver.absoluteTolerance)
    }

    /// At most 2,000 steps: a field that needs more over one window is not worth learning.
    static var solverOptions: SolverOptions {
        var options = SolverOptions()
        options.maximumSteps = 2000
        return options
    }
}
