import Foundation

/// What is asked of a distribution for many draws at once.
///
/// Requirements with one implementation for all: the compiler makes a version of each for every distribution, so that a caller
/// dispatches once a mixture and the loops over its draws not at all. Adopters implement none.
package protocol DistributionLoops: Sendable {
    /// The predictive distribution of one number.
    ///
    /// - Parameters:
    ///   - locations: one a draw, at least one.
    ///   - scales: one a draw.
    ///   - probabilities: of the quantiles, ascending, each within (0, 1).
    ///   - uniforms: numbers within (0, 1); sample k is drawn from component k by the k-th.
    static func summary(
        locations: [Double], scales: [Double], probabilities: [Double], uniforms: [Double]
    ) -> PredictiveSummary

    /// Σ log p of the evidence's values under the mixture of their draws.
    ///
    /// - Parameter factors: one a draw, by which its scales are multiplied.
    static func logScore(_ evidence: NoiseEvidence, factors: [Double]) -> Double

    /// Log density of a hidden value of the model's numbers, and its squared distance from the mean.
    static func heldOutScore(
        target: Float, location: Float, scale: Float
    ) -> (logDensity: Double, squaredError: Double)
}

/// The predictive distribution of one number, as forecasts report it.
package struct PredictiveSummary: Sendable {
    /// The mean.
    package var mean: Double
    /// The standard deviation.
    package var deviation: Double
    /// Quantiles, never decreasing.
    package var quantiles: [Double]
    /// Samples.
    package var samples: [Double]

    /// Whether every number is finite.
    var isFinite: Bool {
        mean.isFinite && deviation.isFinite && quantiles.allSatisfy(\.isFinite) && samples.allSatisfy(\.isFinite)
    }
}

extension ObservationDistribution {
    /// Quantiles of one number from which they are sought one after the other rather than each by itself.
    private static var manyQuantiles: Int { 16 }

    package static func summary(
        locations: [Double], scales: [Double], probabilities: [Double], uniforms: [Double]
    ) -> PredictiveSummary {
        let mixture = PredictiveMixture<Self>(
            components: locations.indices.map { component(location: locations[$0], scale: scales[$0]) })
        let (mean, deviation) = mixture.moments
        // The last bits of two close quantiles may be in the wrong order.
        var before = -Double.infinity
        let found =
            probabilities.count >= manyQuantiles
            ? mixture.quantiles(probabilities) : probabilities.map(mixture.quantile)
        let quantiles = found.map { quantile in
            before = max(before, quantile)
            return before
        }
        return PredictiveSummary(
            mean: mean, deviation: deviation, quantiles: quantiles,
            samples: uniforms.enumerated().map { mixture.sample($0.offset, uniform: $0.element) })
    }

    package static func logScore(_ evidence: NoiseEvidence, factors: [Double]) -> Double {
        let draws = factors.count
        var sum = 0.0
        for (cell, target) in evidence.targets.enumerated() {
            var density = 0.0
            for draw in 0..<draws {
                let place = cell * draws + draw
                let component = component(
                    location: evidence.locations[place], scale: factors[draw] * evidence.scales[place])
                density += component.density(at: target)
            }
            sum += Foundation.log(max(density / Double(draws), 1e-30))
        }
        return sum
    }

    package static func heldOutScore(
        target: Float, location: Float, scale: Float
    ) -> (logDensity: Double, squaredError: Double) {
        // A location–scale family at the residual, which is taken in the decoder's own precision.
        let x = isLocationScale ? Double(target - location) : Double(target)
        let component = component(location: isLocationScale ? 0 : Double(location), scale: Double(scale))
        let error = x - component.mean
        return (component.logDensity(at: x), error * error)
    }
}
