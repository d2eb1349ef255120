/// What is added to the training loss to keep the learned field easy to solve. Off by default.
///
/// Each weight times the mean over series of its measure, in model time and latent units.
public struct FieldRegularization: Sendable, Hashable, Codable {
    /// Weight of the kinetic energy ∫ |f|² / features dt from the first to the last time (Finlay, Jacobsen, Nurbekyan,
    /// Oberman 2020, equation 7). For every gradient; 0.1 is a start.
    public var kineticEnergy = 0.0
    /// Weight of the solver's own error estimates, Σ |h| |e| over the steps (Pal, Ma, Shah, Rackauckas 2021, equation 8).
    /// For the discrete and checkpointed gradients, by solvers with an error estimate; 100 is a start.
    public var errorEstimates = 0.0

    /// Regularises nothing.
    public init() {}

    /// Whether nothing is added.
    public var isOff: Bool { kineticEnergy == 0 && errorEstimates == 0 }
}
