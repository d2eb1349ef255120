import DifferentialEquations
import Lanes

/// The latent path of a block: solved from z₀ to every row's outputs, and pulled back, on one thread.
///
/// Notation: K outputs, F features of the field, R capacity. All memory is kept from block to block.
package final class LatentPath<Scalar: LaneScalar> {
    /// What is solved. Features beyond those of z₀ begin at 0.
    package let field: VectorField
    package let solver: DifferentiableSolver<Scalar>
    let capacity: Int
    private let initial: LaneBuffer<Scalar>
    /// ∂L/∂(state at the start), `(F, R)`, after `pullBack`.
    package let initialCotangent: LaneBuffer<Scalar>
    /// States at outputs, `(K)(F, R)`; 0 where a row has no k-th output.
    package let states = LaneBuffer<Scalar>(count: 0)
    /// ∂L/∂states, laid out alike: preset before `pullBack`.
    package let stateCotangents = LaneBuffer<Scalar>(count: 0)

    /// Prepares for blocks of as many rows as `solver` has room for.
    package init(_ field: VectorField, _ solver: DifferentiableSolver<Scalar>) {
        self.field = field
        self.solver = solver
        capacity = solver.solver.capacity
        initial = LaneBuffer(count: field.features * capacity)
        initialCotangent = LaneBuffer(count: field.features * capacity)
    }

    /// Solves from z₀ `(latent, R)`; with `recording`, `pullBack` may follow.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func solve(
        from start: UnsafePointer<Scalar>, latent: Int, lanes: Int, _ times: OutputTimes,
        parameters: UnsafePointer<Scalar>, recording: Bool
    ) throws(SolverError) {
        let size = latent * capacity
        Scalar.copy(
            from: start, stride: capacity, to: initial.pointer, stride: capacity, features: latent, lanes: lanes)
        (initial.pointer + size).update(repeating: 0, count: field.features * capacity - size)
        let count = times.mostOutputs * field.features * capacity
        states.grow(to: count)
        // Rows without a k-th output keep what is there: it must be finite.
        states.pointer.update(repeating: 0, count: count)
        try times.withRequest(initial: initial.pointer) { request throws(SolverError) in
            try solver.solve(request, parameters: parameters, outputs: states.pointer, recording: recording)
        }
    }

    /// Sets the states' cotangents of `outputs` outputs to zero.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func clearCotangents(outputs: Int) {
        let count = outputs * field.features * capacity
        stateCotangents.grow(to: count)
        stateCotangents.pointer.update(repeating: 0, count: count)
    }

    /// Takes `stateCotangents` to `initialCotangent` and adds the parameters' gradient.
    ///
    /// - Parameter times: those of the solve.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBack(
        _ times: OutputTimes, parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        try times.withRequest(initial: initial.pointer) { request throws(SolverError) in
            try solver.pullBack(
                outputs: states.pointer, stateCotangents.pointer, request: request, parameters: parameters,
                gradient: gradient, initialCotangent: initialCotangent.pointer)
        }
    }

    /// Evaluations of the field by the last solve, summed over the first `rows` rows.
    package func evaluations(rows: Int) -> Int {
        (0..<rows).reduce(0) { $0 + solver.solver.statistics(of: $1).evaluations }
    }
}
