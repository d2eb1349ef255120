import Differentiation
import Lanes

extension VectorField {
    /// Solves many rows: explicit Runge–Kutta methods block by block, the others row by row.
    ///
    /// Every row has its own clock, and what it gets depends on no other. Implicit methods take their Jacobian by reverse mode,
    /// one pullback for each `LaneBlock.width` features.
    ///
    /// - Parameters:
    ///   - requests: the rows.
    ///   - parameters: the vector that the field's program reads.
    ///   - method: the method of every row; `.auto` finds out of each row whether it is stiff.
    ///   - control: tolerances, or a fixed step.
    ///   - options: bounds on the work.
    ///   - blockRows: rows that explicit methods solve side by side; no result depends on it.
    /// - Throws: the error of the first row found to fail, with its number.
    /// - Complexity: implicit methods, O(features³) a factored matrix.
    public func solve<Scalar: LaneScalar>(
        _ requests: [SolutionRequest<Scalar>], parameters: [Scalar] = [], method: SolverMethod = .dopri5,
        control: StepControl = .standard, options: SolverOptions = SolverOptions(), blockRows: Int = 64
    ) throws(SolverError) -> SolutionBatch<Scalar> {
        requireParameters(parameters.count)
        var batch = SolutionBatch(requests, features: features)
        guard let tableau = method.tableau else {
            try solveRowByRow(&batch, parameters, method, control, options)
            return batch
        }
        let solver = BlockSolver<Scalar>(
            field: self, method: tableau, control: control, options: options,
            capacity: min(blockRows, max(requests.count, 1)))
        let block = BatchBlock<Scalar>(features: features, capacity: solver.capacity)
        for first in stride(from: 0, to: requests.count, by: solver.capacity) {
            block.load(batch, first..<min(first + solver.capacity, requests.count))
            do throws(SolverError) {
                try block.request.withRequest { request throws(SolverError) in
                    try solver.solve(request, parameters: parameters, outputs: block.outputs.pointer)
                }
            } catch {
                throw error.renumbered { first + $0 }
            }
            block.store(&batch, solver)
        }
        return batch
    }

    private func solveRowByRow<Scalar: LaneScalar>(
        _ batch: inout SolutionBatch<Scalar>, _ parameters: [Scalar], _ method: SolverMethod, _ control: StepControl,
        _ options: SolverOptions
    ) throws(SolverError) {
        let equation = DifferentialEquation(field: self, parameters: parameters)
        for (row, request) in batch.requests.enumerated() {
            do {
                let solution = try equation.solve(
                    request.initial, from: request.start, to: request.times.last ?? request.start, method: method,
                    control: control, options: options, output: .times(request.times))
                batch.states.replaceSubrange(batch.range(of: row), with: solution.states.joined())
                batch.statistics[row] = solution.statistics
            } catch { throw error.renumbered { _ in row } }
        }
    }

    /// Requires as many parameters as the program reads.
    func requireParameters(_ count: Int) {
        requireThat(
            count >= program.parameterCount, "\(count) parameters for a field that reads \(program.parameterCount)")
    }
}
