import Lanes

extension VectorField {
    /// Solves rows by any method: explicit Runge–Kutta methods block by block, the others row by row.
    ///
    /// Implicit methods take their Jacobian by reverse mode, one pullback for each `LaneBlock.width` features. What one row
    /// gets depends on no other.
    ///
    /// - Parameters:
    ///   - requests: the rows.
    ///   - parameters: the vector that the field's program reads.
    ///   - method: the method of every row; with `.auto` each row is found stiff, or not, by itself.
    ///   - control: tolerances, or a fixed step.
    /// - Throws: the error of the first row that fails, with its number.
    /// - Complexity: implicit methods, O(features³) a factored matrix.
    public func solveRows<Scalar: LaneScalar>(
        _ requests: [SolutionRequest<Scalar>], parameters: [Scalar] = [], method: SolverMethod, control: StepControl,
        options: SolverOptions = .endingAtEnd
    ) throws(SolverError) -> [Solution<Scalar>] {
        if let explicit = ExplicitMethod(rawValue: method.rawValue) {
            return try solve(
                requests, parameters: parameters, method: explicit, control: control, options: options)
        }
        let equation = DifferentialEquation(field: self, parameters: parameters)
        var answers: [Solution<Scalar>] = []
        for (row, request) in requests.enumerated() {
            do {
                let path = try equation.solve(
                    request.initial, from: request.start, to: request.times.last ?? request.start, method: method,
                    control: control, options: options, output: .times(request.times))
                answers.append(Solution(states: path.states, statistics: path.statistics))
            } catch { throw error.renumbered { _ in row } }
        }
        return answers
    }
}
