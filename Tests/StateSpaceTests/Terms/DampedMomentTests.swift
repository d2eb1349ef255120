import Foundation
import Testing

@testable import StateSpace

/// The integrals of which the variances of Matérn steps are made.
@Suite struct DampedMomentTests {
    /// Σ (−2)ⁿ u^(k+n+1) / (n! (k + n + 1)), good for short steps.
    private func series(_ k: Int, _ u: Double) -> Double {
        var term = pow(u, Double(k + 1))
        var sum = 0.0
        for n in 0..<60 {
            sum += term / Double(k + n + 1)
            term *= -2 * u / Double(n + 1)
        }
        return sum
    }

    @Test func shortSteps() {
        for u in [1e-60, 1e-20, 1e-9, 1e-3, 0.01, 0.12, 0.13, 0.3] {
            let m = DampedMoments(u)
            for (k, found) in [m.m0, m.m1, m.m2, m.m3, m.m4].enumerated() {
                #expect(abs(found - series(k, u)) < 4e-15 * series(k, u), "\(k), \(u)")
            }
        }
    }

    /// m_k = k!/2^(k+1) for a step without end, and what is left of it to any step.
    @Test func longSteps() {
        for u in [0.9, 0.9999999, 1.0000001, 2, 5, 30, 500, .infinity] {
            let m = DampedMoments(u)
            var tail = u < 400 ? exp(-2 * u) / 2 : 0
            var limit = 0.5
            for (k, found) in [m.m0, m.m1, m.m2, m.m3, m.m4].enumerated() {
                if k > 0 {
                    limit *= Double(k) / 2
                    let edge: Double = u < 400 ? pow(u, Double(k)) * exp(-2 * u) : 0
                    tail = (Double(k) * tail + edge) / 2
                }
                #expect(abs(found - (limit - tail)) < 1e-14 * limit, "\(k), \(u)")
            }
        }
    }
}
