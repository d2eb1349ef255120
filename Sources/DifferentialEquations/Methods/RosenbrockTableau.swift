/// The coefficients of a Rosenbrock method in the form that multiplies no matrix by a vector (Hairer, Wanner 1996, IV.7).
///
/// With W = I/(hγ) − ∂f/∂y: W uᵢ = f(t + cᵢh, y + Σ aᵢⱼuⱼ) + Σ Cᵢⱼuⱼ/h + h dᵢ ∂f/∂t, and the new state is y + Σ mᵢuᵢ.
public struct RosenbrockTableau: Sendable {
    /// Short name, as on the command line.
    public let name: String
    /// Order of the solution.
    public let order: Int
    /// Order of the embedded solution.
    public let embeddedOrder: Int
    /// Order of the dense output.
    public let denseOrder: Int
    /// γ.
    public let diagonal: Double
    /// Nodes c, one for each stage.
    public let c: [Double]
    /// Factors d of the time derivative.
    public let d: [Double]
    /// Rows of a below the diagonal.
    public let a: [[Double]]
    /// Rows of C below the diagonal.
    public let coupling: [[Double]]
    /// Weights m of the solution.
    public let m: [Double]
    /// m − m̂.
    public let error: [Double]
    /// Rows H: y(θ) = (1 − θ) y₀ + θ (y₁ + (1 − θ)(H₁ + θ(H₂ + θH₃))), Hₚ = Σ dense[p][i] uᵢ.
    public let dense: [[Double]]

    /// Number of stages.
    public var stages: Int { c.count }
}
