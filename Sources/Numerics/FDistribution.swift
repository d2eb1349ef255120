import Foundation

/// P(F > x) for F distributed as Fisher and Snedecor's with `a` and `b` degrees of freedom, not necessarily whole.
///
/// By the continued fraction of the incomplete beta function (Press et al. 2007, section 6.4); relative error about 1e-13.
package func fDistributionTail(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x.isFinite else { return x.isNaN ? .nan : 0 }
    return regularizedBeta(b / (b + a * x), b / 2, a / 2)
}

/// The regularised incomplete beta function I(x; a, b), 0 ≤ x ≤ 1.
package func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2) { return front * betaFraction(x, a, b) / a }
    return 1 - front * betaFraction(1 - x, b, a) / b
}

/// Lentz's method for the continued fraction.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    for m in 1..<100_000 {
        let m = Double(m)
        for numerator in [
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ] {
            d = 1 + numerator * d
            if abs(d) < tiny { d = tiny }
            c = 1 + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            h *= d * c
        }
        if abs(d * c - 1) < 1e-15 { break }
    }
    return h
}
