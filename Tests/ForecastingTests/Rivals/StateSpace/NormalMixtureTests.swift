import Foundation
import Lanes
import Testing

@testable import Forecasting

@Suite struct NormalMixtureTests {
    /// Quantiles of Student's t from tables.
    @Test(arguments: [
        (4.0, 0.95, 2.1318), (4, 0.99, 3.7469), (8, 0.95, 1.8595), (8, 0.995, 3.3554), (8, 0.75, 0.7064),
    ])
    func aPureNoiseIsStudents(degrees: Double, probability: Double, expected: Double) {
        let mixture = NormalMixture(mean: 0, variance: 0, noiseVariance: 1, degrees: degrees)
        #expect(abs(mixture.quantile(probability) / expected - 1) < 0.01)
        #expect(abs(mixture.quantile(1 - probability) + mixture.quantile(probability)) < 1e-9)
    }

    @Test func normalNoiseIsExact() {
        let mixture = NormalMixture(mean: 2, variance: 9, noiseVariance: 16, degrees: .infinity)
        for probability in [0.001, 0.3, 0.5, 0.95] {
            #expect(abs(mixture.quantile(probability) - 2 - 5 * standardNormalQuantile(probability)) < 1e-12)
        }
    }

    @Test func quantilesInvertTheDistribution() {
        let mixture = NormalMixture(mean: -1, variance: 0.5, noiseVariance: 2, degrees: 4)
        var last = -Double.infinity
        for probability in stride(from: 0.001, to: 1, by: 0.037) {
            let quantile = mixture.quantile(probability)
            #expect(abs(mixture.distribution(quantile) - probability) < 1e-9 && quantile > last)
            last = quantile
        }
    }

    /// The density is the slope of the distribution.
    @Test func theDensityIsTheSlope() {
        let mixture = NormalMixture(mean: 0.3, variance: 0.5, noiseVariance: 2, degrees: 8)
        for x in [-6.0, -1, 0.3, 2, 5] {
            let slope = (mixture.distribution(x + 1e-5) - mixture.distribution(x - 1e-5)) / 2e-5
            #expect(abs(exp(mixture.logDensity(x)) / slope - 1) < 1e-6)
        }
    }
}
