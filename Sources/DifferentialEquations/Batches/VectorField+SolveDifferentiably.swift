import Differentiation
import Lanes

extension VectorField {
    /// Solves many rows and records them for `DifferentiableBatch.pullBack`; parameters as those of `solve`.
    ///
    /// - Parameters:
    ///   - requests: the rows.
    ///   - parameters: the vector that the field's program reads.
    ///   - method: the method of every row.
    ///   - control: tolerances, or a fixed step.
    ///   - options: bounds on the work.
    ///   - gradient: how gradients are computed; `.discrete` and `.checkpointed` need a Runge–Kutta method.
    ///   - blockRows: rows that explicit methods solve side by side; no result depends on it.
    /// - Complexity: memory grows with rows and steps, as `GradientMethod` says.
    public func solveDifferentiably<Scalar: LaneScalar>(
        _ requests: [SolutionRequest<Scalar>], parameters: [Scalar] = [], method: SolverMethod = .dopri5,
        control: StepControl = .standard, options: SolverOptions = SolverOptions(),
        gradient: GradientMethod = .discrete,
        blockRows: Int = 64
    ) throws(SolverError) -> DifferentiableBatch<Scalar> {
        requireParameters(parameters.count)
        var batch = SolutionBatch(requests, features: features)
        guard let tableau = method.tableau else {
            let rows = try recordRowByRow(&batch, parameters, method, control, options, gradient)
            return DifferentiableBatch(solutions: batch, parameters: parameters, recording: .rows(rows))
        }
        let capacity = min(blockRows, max(requests.count, 1))
        var blocks: [(block: BatchBlock<Scalar>, solver: DifferentiableSolver<Scalar>)] = []
        for first in stride(from: 0, to: requests.count, by: capacity) {
            let solver = DifferentiableSolver<Scalar>(
                field: self, method: tableau, control: control, options: options, gradient: gradient,
                capacity: capacity)
            // Stages are kept within 64 MB in all.
            solver.solver.stageMemory = min(solver.solver.stageMemory, (64 << 20) / ((requests.count / capacity) + 1))
            let block = BatchBlock<Scalar>(features: features, capacity: solver.solver.capacity)
            block.load(batch, first..<min(first + capacity, requests.count))
            do throws(SolverError) {
                try block.request.withRequest { request throws(SolverError) in
                    try solver.solve(
                        request, parameters: parameters, outputs: block.outputs.pointer, recording: true)
                }
            } catch {
                throw error.renumbered { first + $0 }
            }
            block.store(&batch, solver.solver)
            blocks.append((block, solver))
        }
        return DifferentiableBatch(solutions: batch, parameters: parameters, recording: .blocks(blocks))
    }

    private func recordRowByRow<Scalar: LaneScalar>(
        _ batch: inout SolutionBatch<Scalar>, _ parameters: [Scalar], _ method: SolverMethod, _ control: StepControl,
        _ options: SolverOptions, _ gradient: GradientMethod
    ) throws(SolverError) -> [DifferentiableSolution<Scalar>] {
        let equation = DifferentialEquation(field: self, parameters: parameters)
        var rows: [DifferentiableSolution<Scalar>] = []
        for (row, request) in batch.requests.enumerated() {
            do {
                let solved = try equation.solveDifferentiably(
                    request.initial, from: request.start, to: request.times.last ?? request.start, method: method,
                    control: control, options: options, times: request.times, gradient: gradient)
                batch.states.replaceSubrange(batch.range(of: row), with: solved.solution.states.joined())
                batch.statistics[row] = solved.solution.statistics
                rows.append(solved)
            } catch { throw error.renumbered { _ in row } }
        }
        return rows
    }
}
