import Lanes

/// What the discrete adjoint needs of a step that was taken.
struct RecordedStep<Scalar: LaneScalar>: Sendable {
    enum Coefficients: Sendable {
        case explicit(Tableau)
        case implicit(ImplicitTableau)
    }

    let tableau: Coefficients
    let time: Double
    let step: Double
    /// State at the start, `(features)`.
    let start: [Scalar]
    /// Derivatives of the stages, `(stages)(features)`; empty where they are computed again.
    let stages: [Scalar]
}
