import Differentiation
import Foundation
import Testing

@testable import Forecasting

@Suite struct PredictiveMixtureTests {
    /// SciPy 1.17.1: brentq of the mixture's distribution function; see golden/mixture.py.
    @Test(arguments: [
        (ObservationLikelihood.gaussian, 0.05, -1.3375708298276), (.gaussian, 0.5, 0.2639679148631),
        (.gaussian, 0.99, 3.8807939278561), (.studentT, 0.05, -1.5795989462445), (.studentT, 0.5, 0.2618829079620),
        (.studentT, 0.99, 4.6627033436606),
    ])
    func quantilesAgreeWithSciPy(_ likelihood: ObservationLikelihood, _ p: Double, _ expected: Double) {
        let summary = likelihood.distribution.summary(
            locations: [-0.5, 0.1, 2], scales: [0.8, 0.5, 1], probabilities: [p], uniforms: [])
        #expect(abs(summary.quantiles[0] - expected) < 1e-9)
    }

    /// A component without spread, many alike, and counts beyond what a `Double` counts by ones.
    @Test func extremesOfCountsEnd() {
        struct Point: MixtureComponent {
            let x: Double
            var mean: Double { x }
            var variance: Double { 0 }
            var scale: Double { 1 }
            func probability(upTo other: Double) -> Double { other >= x ? 1 : 0 }
            func density(at other: Double) -> Double { other == x ? 1 : 0 }
            func logDensity(at other: Double) -> Double { log(density(at: other)) }
            func quantile(_: Double) -> Double { x }
        }
        enum Points: ObservationDistribution {
            static let name = "points"
            static let support = DistributionSupport.counts
            static let parameters: [DistributionParameter] = [.location]
            static func recordLogDensity(
                of x: Value, _: RecordedParameters, in _: inout ProgramBuilder
            ) -> Value { x }
            static func component(location: Double, scale _: Double) -> Point { Point(x: location) }
        }
        func quantile(_ p: Double, _ values: [Double]) -> Double {
            PredictiveMixture<Points>(components: values.map { Point(x: $0) }).quantile(p)
        }
        #expect(quantile(0.5, [3, 3, 3]) == 3)
        #expect(quantile(0.5, [0, 7]) == 0 && quantile(0.51, [0, 7]) == 7)
        #expect(quantile(0.9, [0, 0x1p60]) == 0x1p60 && quantile(0.9, [1, 1e300]) == 1e300)
    }

    /// The squares of deviations neither overflow nor vanish.
    @Test(arguments: [1e-300, 1, 1e300]) func momentsOfAnySize(_ size: Double) {
        let summary = StudentT.summary(
            locations: [size, -size], scales: [size, 3 * size], probabilities: [], uniforms: [])
        #expect(abs(summary.mean / size) < 1e-12)
        #expect(abs(summary.deviation / size - 11.0.squareRoot()) < 1e-12)
    }
}
