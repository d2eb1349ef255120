import Foundation
import Numerics
import Testing

/// Tails of distributions against SciPy 1.17.1: `scipy.stats.f.sf(x, a, b)`, `scipy.special.betainc(a, b, x)`.
@Suite struct DistributionTests {
    @Test func fTail() {
        let golden: [(Double, Double, Double, Double)] = [
            (0.3, 2.0, 7.5, 0.7493089447107851),
            (1.0, 2.0, 2.0, 0.5),
            (4.5, 2.0, 40.0, 0.01726943885310263),
            (30.0, 2.0, 12.3, 1.8587282814546386e-05),
            (2.2, 32.0, 50.0, 0.006017895720877192),
            (9.0, 64.0, 90.0, 1.8220912512999647e-20),
            (1.01, 500.0, 800.0, 0.4484334523150169),
        ]
        for (x, a, b, known) in golden {
            #expect(abs(fDistributionTail(x, a, b) / known - 1) < 1e-11, "\(x), \(a), \(b)")
        }
        #expect(fDistributionTail(0, 3, 4) == 1 && fDistributionTail(.infinity, 3, 4) == 0)
    }

    @Test func incompleteBeta() {
        let golden: [(Double, Double, Double, Double)] = [
            (0.1, 0.5, 3.0, 0.5545844446520297),
            (0.5, 2.0, 2.0, 0.5),
            (0.9, 20.0, 4.5, 0.8698976496744666),
            (0.03, 1.5, 70.0, 0.7671716906494405),
        ]
        for (x, a, b, known) in golden {
            #expect(abs(regularizedBeta(x, a, b) / known - 1) < 1e-11, "\(x), \(a), \(b)")
        }
        #expect(regularizedBeta(0, 2, 3) == 0 && regularizedBeta(1, 2, 3) == 1)
    }
}
