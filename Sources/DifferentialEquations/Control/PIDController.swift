/// The settings of a proportional–integral–derivative controller of the step size (Söderlind 2003).
///
/// With e the error in units of the tolerance and k the power of the step in it, a step is followed by one
/// safety · eₙ^(−β₁/k) · eₙ₋₁^(−β₂/k) · eₙ₋₂^(−β₃/k) times as long, β₁ = P + I + D, β₂ = −(P + 2D), β₃ = D.
public struct PIDController: Sendable, Hashable {
    /// P; 0 by default.
    public var proportional = 0.0
    /// I; 1 by default.
    public var integral = 1.0
    /// D; 0 by default.
    public var derivative = 0.0
    /// The factor by which the proposed step is shortened, so that the next error lies below the tolerance; 0.9 by default.
    public var safety = 0.9
    /// The least and the greatest factor from one step to the next.
    public var limits = 0.2...10.0

    /// Creates the integral controller that Hairer, Nørsett and Wanner recommend for explicit methods.
    public init() {}
}
