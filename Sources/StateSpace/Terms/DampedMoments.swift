import Foundation

/// The integrals m_k = ∫₀ᵘ sᵏ e^(−2s) ds, k = 0 … 4, of which the variances of Matérn steps are made.
///
/// Each has a relative error of some 1e-15 for every u ≥ 0: for short steps a series with positive terms gives the last, and a
/// recurrence with positive terms the others; for long ones nothing cancels upwards. A difference of exponentials would lose all
/// digits where times are close.
struct DampedMoments {
    var m0 = 0.0
    var m1 = 0.0
    var m2 = 0.0
    var m3 = 0.0
    var m4 = 0.0

    /// - Parameter u: the length of the step, in units of the decay, ≥ 0.
    init(_ u: Double) {
        let fall = exp(-2 * u)
        guard u < 1 else {
            // Beyond this the exponential is zero, and u⁴ may be infinite.
            let e = u < 400 ? fall : 0
            let v = u < 400 ? u : 0
            m0 = (1 - e) / 2
            m1 = (m0 - v * e) / 2
            m2 = (2 * m1 - v * v * e) / 2
            m3 = (3 * m2 - v * v * v * e) / 2
            m4 = (4 * m3 - v * v * v * v * e) / 2
            return
        }
        // γ(5, x) = x⁵ e⁻ˣ Σ xⁿ / (5 · 6 ⋯ (5 + n)) with x = 2u; m₄ = γ(5, x) / 2⁵. So many terms leave less than 1e-17.
        let x = 2 * u
        var sum = 1.0
        if x > 0.25 {
            sum = 1 + x * (1.0 / 26)
            sum = 1 + x * (1.0 / 25) * sum
            sum = 1 + x * (1.0 / 24) * sum
            sum = 1 + x * (1.0 / 23) * sum
            sum = 1 + x * (1.0 / 22) * sum
            sum = 1 + x * (1.0 / 21) * sum
            sum = 1 + x * (1.0 / 20) * sum
            sum = 1 + x * (1.0 / 19) * sum
            sum = 1 + x * (1.0 / 18) * sum
            sum = 1 + x * (1.0 / 17) * sum
        }
        sum = 1 + x * (1.0 / 16) * sum
        sum = 1 + x * (1.0 / 15) * sum
        sum = 1 + x * (1.0 / 14) * sum
        sum = 1 + x * (1.0 / 13) * sum
        sum = 1 + x * (1.0 / 12) * sum
        sum = 1 + x * (1.0 / 11) * sum
        sum = 1 + x * (1.0 / 10) * sum
        sum = 1 + x * (1.0 / 9) * sum
        sum = 1 + x * (1.0 / 8) * sum
        sum = 1 + x * (1.0 / 7) * sum
        sum = 0.2 + x * (1.0 / 30) * sum
        let square = u * u
        m4 = square * square * u * fall * sum
        m3 = (2 * m4 + square * square * fall) / 4
        m2 = (2 * m3 + square * u * fall) / 3
        m1 = (2 * m2 + square * fall) / 2
        m0 = 2 * m1 + u * fall
    }
}
