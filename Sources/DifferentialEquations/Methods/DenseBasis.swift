/// The polynomials in which a method's dense output is written; all vanish at θ = 0.
public enum DenseBasis: Sendable, Hashable {
    /// θ, θ², θ³, …
    case powers
    /// θ, θ(1 − θ), θ²(1 − θ), θ²(1 − θ)², …: of higher polynomials, rounding errors stay small (Hairer's dense output).
    case alternating

    /// φ₍ₚ₊₁₎ / φₚ, counted from p = 0.
    @inline(__always)
    func factor<Scalar: BinaryFloatingPoint>(after index: Int, _ theta: Scalar) -> Scalar {
        self == .alternating && index & 1 == 0 ? 1 - theta : theta
    }
}
