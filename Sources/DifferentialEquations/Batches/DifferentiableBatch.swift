import Differentiation
import Lanes

/// The solutions of many rows, recorded so that cotangents can be pulled back through them.
///
/// ```swift
/// let solved = try field.solveDifferentiably(requests, parameters: parameters)
/// let errors = zip(solved.solutions.states, targets).map { $0 - $1 }       // of the loss Σ (y − target)² / 2
/// let gradient = try solved.pullBack(errors)
/// optimizer.update(&parameters, gradient: gradient.parameters, learningRate: 0.01)
/// ```
///
/// It keeps a recording of each block. Use from one thread at a time.
public struct DifferentiableBatch<Scalar: LaneScalar> {
    /// The solutions.
    public internal(set) var solutions: SolutionBatch<Scalar>
    let parameters: [Scalar]

    /// What was recorded: blocks of explicit methods, rows of the others.
    enum Recording {
        case blocks([(block: BatchBlock<Scalar>, solver: DifferentiableSolver<Scalar>)])
        case rows([DifferentiableSolution<Scalar>])
    }
    let recording: Recording

    /// The gradient of a loss by parameters and initial states, given its cotangents of all states.
    ///
    /// - Parameter cotangents: ∂loss/∂state, laid out as `solutions.states`.
    /// - Throws: where a solve backward in time fails; the discrete gradient never does.
    public func pullBack(_ cotangents: [Scalar]) throws(SolverError) -> BatchGradient<Scalar> {
        requireThat(
            cotangents.count == solutions.states.count,
            "\(cotangents.count) cotangents for \(solutions.states.count) elements of states")
        var result = BatchGradient<Scalar>(
            initial: Array(repeating: 0, count: solutions.count * solutions.features),
            parameters: Array(repeating: 0, count: parameters.count))
        switch recording {
        case .blocks(let blocks):
            for (block, solver) in blocks { try pullBack(cotangents, block, solver, &result) }
        case .rows(let rows):
            for (row, solution) in rows.enumerated() { try pullBack(cotangents, row, solution, &result) }
        }
        return result
    }

    private func pullBack(
        _ cotangents: [Scalar], _ block: BatchBlock<Scalar>, _ solver: DifferentiableSolver<Scalar>,
        _ result: inout BatchGradient<Scalar>
    ) throws(SolverError) {
        let capacity = solver.solver.capacity
        let features = solutions.features
        let target = LaneBuffer<Scalar>(count: 0)
        block.spread(cotangents, of: solutions, into: target)
        let gradient = LaneBuffer<Scalar>(count: max(parameters.count, 1))
        let initial = LaneBuffer<Scalar>(count: features * capacity)
        do throws(SolverError) {
            try block.request.withRequest { request throws(SolverError) in
                try solver.pullBack(
                    outputs: block.outputs.pointer, target.pointer, request: request, parameters: parameters,
                    gradient: gradient.pointer, initialCotangent: initial.pointer)
            }
        } catch {
            throw error.renumbered { block.rows.lowerBound + $0 }
        }
        for index in parameters.indices { result.parameters[index] += gradient.pointer[index] }
        for (lane, row) in block.rows.enumerated() {
            for feature in 0..<features {
                result.initial[row * features + feature] = initial.pointer[feature * capacity + lane]
            }
        }
        result.evaluations += solver.backwardEvaluations
    }

    private func pullBack(
        _ cotangents: [Scalar], _ row: Int, _ solution: DifferentiableSolution<Scalar>,
        _ result: inout BatchGradient<Scalar>
    ) throws(SolverError) {
        let features = solutions.features
        let states = stride(from: 0, to: solutions.range(of: row).count, by: features).map { start in
            Array(cotangents[solutions.range(of: row)].dropFirst(start).prefix(features))
        }
        do throws(SolverError) {
            let gradient = try solution.pullBack(SolutionCotangent(states: states))
            for index in parameters.indices { result.parameters[index] += gradient.parameters[index] }
            result.initial.replaceSubrange(row * features..<(row + 1) * features, with: gradient.initial)
            result.evaluations += gradient.statistics.evaluations
        } catch {
            throw error.renumbered { _ in row }
        }
    }
}

/// The gradient of a loss of many rows' solutions.
public struct BatchGradient<Scalar: LaneScalar>: Sendable {
    /// By the initial states, row by row, `(rows)(features)`.
    public internal(set) var initial: [Scalar]
    /// By the parameters, summed over rows.
    public internal(set) var parameters: [Scalar]
    /// Evaluations of the field on the way back.
    public internal(set) var evaluations = 0
}
