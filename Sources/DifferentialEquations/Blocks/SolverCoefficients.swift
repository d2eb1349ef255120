import Lanes

/// A tableau in the scalar type of a solver, laid out for the kernels.
struct SolverCoefficients<Scalar: LaneScalar>: Sendable {
    let a: [[Scalar]]
    let error: [Scalar]
    let secondError: [Scalar]
    let denseStages: [[Scalar]]
    let dense: [[Scalar]]

    init(_ tableau: Tableau) {
        a = tableau.a.map { $0.map { Scalar($0) } }
        error = tableau.error.map { Scalar($0) }
        secondError = tableau.secondError.map { Scalar($0) }
        denseStages = tableau.denseStages.map { $0.map { Scalar($0) } }
        dense = tableau.dense.map { $0.map { Scalar($0) } }
    }
}
