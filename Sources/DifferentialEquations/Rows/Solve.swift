import Lanes

extension DifferentialEquation {
    /// Solves from `initial` at `start` to `end`, forward or backward in time.
    ///
    /// ```swift
    /// let pendulum = DifferentialEquation<Double>(features: 2) { t, y, p, dy in
    ///     dy[0] = y[1]
    ///     dy[1] = -sin(y[0])
    /// }
    /// let path = try pendulum.solve([1, 0], from: 0, to: 10, method: .tsit5,
    ///     output: .times([2.5, 5, 10]))
    /// ```
    ///
    /// - Parameters:
    ///   - initial: state at the start, `(features)`.
    ///   - start: the time of `initial`.
    ///   - end: the time at which to end, before or after `start`.
    ///   - method: see `SolverMethod`; `.auto` detects whether the field is stiff.
    ///   - control: tolerances, or a fixed step; `.standard` is 1e-6 relative and 1e-9 absolute.
    ///   - options: bounds on the work. By default the last step ends at `end`; with `mayPassEnd` it may go over it, and the
    ///     answer is interpolated.
    ///   - output: which states to return in addition to the last.
    ///   - crossings: zero crossings to be located.
    /// - Throws: `SolverError`, with time, step and statistics, if the field is not finite, the step vanishes or a bound is exceeded.
    /// - Complexity: explicit methods, one evaluation a stage and step; implicit ones also O(features³) a factored matrix.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func solve(
        _ initial: [Scalar], from start: Double, to end: Double, method: SolverMethod = .auto,
        control: StepControl = .standard,
        options: SolverOptions = .endingAtEnd, output: SolutionOutput = .end, crossings: [ZeroCrossing<Scalar>] = []
    ) throws(SolverError) -> Solution<Scalar> {
        let integrator = try RowIntegrator(
            makeField(), method, control, options, crossings: crossings, from: start, to: end)
        return try integrator.run(initial: initial, output: output)
    }
}

/// Solves dy/dt = f(t, y) from `initial` at `start` to `end`, f written as a closure.
///
/// ```swift
/// let path = try solve([1, 0], from: 0, to: 10) { t, y, dy in
///     dy[0] = y[1]
///     dy[1] = -y[0]
/// }
/// ```
///
/// Parameters as those of `DifferentialEquation.solve`, which also takes parameters, Jacobians and pullbacks.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func solve<Scalar: LaneScalar>(
    _ initial: [Scalar], from start: Double, to end: Double, method: SolverMethod = .auto,
    control: StepControl = .standard,
    options: SolverOptions = .endingAtEnd, output: SolutionOutput = .end, crossings: [ZeroCrossing<Scalar>] = [],
    derivative: @escaping @Sendable (_ t: Double, _ y: [Scalar], _ dy: inout [Scalar]) -> Void
) throws(SolverError) -> Solution<Scalar> {
    let equation = DifferentialEquation<Scalar>(features: initial.count) { t, y, _, dy in derivative(t, y, &dy) }
    return try equation.solve(
        initial, from: start, to: end, method: method, control: control, options: options, output: output,
        crossings: crossings)
}
