/// How step sizes are chosen.
public enum StepControl: Sendable, Hashable {
    /// Steps of one size (its sign is ignored).
    case fixed(Double)
    /// Steps that keep the estimated error within `absolute + relative · max(|y₀|, |y₁|)`, in the root mean square over
    /// features.
    case adaptive(relative: Double, absolute: Double, PIDController = PIDController())
}

/// A proportional–integral–derivative controller of the step size (Söderlind 2003).
///
/// With e the error in units of the tolerance and k the embedded order plus one, a step is followed by one
/// safety · eₙ^(−β₁/k) · eₙ₋₁^(−β₂/k) · eₙ₋₂^(−β₃/k) times as long, β₁ = P + I + D, β₂ = −(P + 2D), β₃ = D.
public struct PIDController: Sendable, Hashable {
    /// P; 0 by default.
    public var proportional = 0.0
    /// I; 1 by default.
    public var integral = 1.0
    /// D; 0 by default.
    public var derivative = 0.0
    /// Aims below the tolerance.
    public var safety = 0.9
    /// Least and greatest factor from step to step.
    public var limits = 0.2...10.0

    /// Creates the integral controller that Hairer, Nørsett and Wanner recommend for explicit methods.
    public init() {}
}
