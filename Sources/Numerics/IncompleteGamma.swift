import Foundation

/// The regularised lower incomplete gamma function P(a, x): series for x < a + 1, else continued fraction
/// (Press et al. 2007, section 6.2); relative error about 1e-14 of the smaller tail.
package func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x)
}

/// Q(a, x) = 1 − P(a, x).
package func regularizedGammaQ(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x)
}

private func gammaFactor(_ a: Double, _ x: Double) -> Double { exp(a * log(x) - x - lgamma(a)) }

private func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    for _ in 0..<100_000 {
        n += 1
        term *= x / n
        sum += term
        if term < sum * 1e-17 { break }
    }
    return sum * gammaFactor(a, x)
}

private func gammaFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
        let an = -Double(i) * (Double(i) - a)
        b += 2
        d = an * d + b
        if abs(d) < tiny { d = tiny }
        c = b + an / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        let delta = d * c
        h *= delta
        if abs(delta - 1) < 1e-16 { break }
    }
    return h * gammaFactor(a, x)
}

/// The x at which P(a, x) = p, by bisection.
package func gammaQuantile(_ a: Double, _ p: Double) -> Double {
    var high = max(a, 1)
    while regularizedGammaP(a, high) < p { high *= 2 }
    var low = 0.0
    for _ in 0..<200 {
        let middle = 0.5 * (low + high)
        if middle == low || middle == high { break }
        if regularizedGammaP(a, middle) < p { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
}
