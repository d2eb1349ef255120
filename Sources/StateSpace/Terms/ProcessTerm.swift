/// One additive term of a Gaussian process: a linear stochastic differential equation and the variance of its start.
///
/// Deviations are in units of the values, length scales and periods in those of time. Sizes `d` are those of the state.
/// Terms that are not stationary start at the origin of the rows, and run from there in both directions of time.
package enum ProcessTerm: Sendable, Hashable, Codable {
    /// A constant of mean zero; d = 1. k = deviation².
    case constant(deviation: Double)
    /// The Ornstein–Uhlenbeck process; d = 1. k(τ) = deviation² e^−u with u = |τ| / lengthScale.
    case matern12(deviation: Double, lengthScale: Double)
    /// A process with one derivative; d = 2. k(τ) = deviation² (1 + u) e^−u with u = √3 |τ| / lengthScale.
    case matern32(deviation: Double, lengthScale: Double)
    /// A process with two derivatives; d = 3. k(τ) = deviation² (1 + u + u²/3) e^−u with u = √5 |τ| / lengthScale.
    case matern52(deviation: Double, lengthScale: Double)
    /// A Wiener process; d = 1. Its variance is start² + diffusion² |t − origin|.
    case level(diffusion: Double, start: Double)
    /// An integrated Wiener process; d = 2. Its slope is a Wiener process of `diffusion` that starts with the deviation
    /// `startSlope`, its value starts with the deviation `start`.
    case slope(diffusion: Double, start: Double, startSlope: Double)
    /// Damped oscillators of frequencies 2πj/period, j = 1 … harmonics; d = 2 · harmonics.
    ///
    /// k(τ) = deviation² e^(−|τ| / lengthScale) Σ w_j cos(2πjτ/period), with w_j ∝ 1/j² and Σ w_j = 1: deviations of
    /// harmonics fall as 1/j. Other falls are sums of such terms with one harmonic each. An infinite length scale gives a
    /// season that never changes.
    case quasiPeriodic(deviation: Double, period: Double, lengthScale: Double, harmonics: Int)

    /// The size of the state, d.
    package var size: Int {
        switch self {
        case .constant, .matern12, .level: 1
        case .matern32, .slope: 2
        case .matern52: 3
        case .quasiPeriodic(_, _, _, let harmonics): 2 * harmonics
        }
    }

    /// Whether the process has the same distribution at all times.
    package var isStationary: Bool {
        switch self {
        case .level, .slope: false
        case .constant, .matern12, .matern32, .matern52, .quasiPeriodic: true
        }
    }
}
