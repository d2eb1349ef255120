import Foundation

/// The continuous ranked probability score, ∫ (F(x) − 1{y ≤ x})² dx (Matheson, Winkler 1976): in the values' unit, |x − y| for a
/// forecast that is a point x.
extension Score {
    /// The score of the empirical distribution of a sample: mean |xᵢ − y| − ½ mean |xᵢ − xⱼ| over all pairs (Gneiting, Raftery
    /// 2007, equation 20).
    ///
    /// - Parameters:
    ///   - sample: draws from the forecast, in any order, at least one.
    ///   - observed: y.
    ///   - isFair: divides the pairs by m(m − 1) in place of m², so that the expected score does not depend on the size m of the
    ///     sample (Ferro 2014). Takes two draws at least.
    /// - Complexity: O(m log m).
    public static func rankedProbability(sample: [Double], observed: Double, isFair: Bool = false) -> Double {
        precondition(sample.count >= (isFair ? 2 : 1), "a sample of \(sample.count)")
        let count = Double(sample.count)
        var distance = 0.0
        // Σᵢⱼ |xᵢ − xⱼ| = 2 Σₖ (2k − m + 1) x₍ₖ₎ over the sorted sample, k from 0. Distances to y cancel the common offset.
        var pairs = 0.0
        for (rank, value) in sample.sorted().enumerated() {
            distance += abs(value - observed)
            pairs += 2 * (2 * Double(rank) - count + 1) * (value - observed)
        }
        return distance / count - 0.5 * pairs / (count * (isFair ? count - 1 : count))
    }

    /// The score as 2 ∫ pinball(τ) dτ (Laio, Tamea 2007), by the mean over quantiles whose levels are spread evenly: k/(n + 1) or
    /// (k − ½)/n, k = 1 … n.
    ///
    /// - Parameters:
    ///   - quantiles: one at least.
    ///   - levels: one for each quantile, between 0 and 1.
    ///   - observed: y.
    public static func rankedProbability(quantiles: [Double], levels: [Double], observed: Double) -> Double {
        precondition(
            quantiles.count == levels.count && !levels.isEmpty, "\(quantiles.count) quantiles of \(levels.count) levels"
        )
        let sum = zip(quantiles, levels).reduce(0) { $0 + pinball($1.0, level: $1.1, observed: observed) }
        return 2 * sum / Double(levels.count)
    }

    /// The score of a normal distribution, σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π) with z = (y − μ)/σ (Gneiting et al. 2005, equation 5).
    ///
    /// - Precondition: `deviation` is positive.
    public static func rankedProbability(mean: Double, deviation: Double, observed: Double) -> Double {
        precondition(deviation > 0, "a standard deviation of \(deviation)")
        let z = (observed - mean) / deviation
        let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
        // 2Φ(z) − 1 = erf(z/√2).
        return deviation * (z * erf(z / 2.squareRoot()) + 2 * density - 1 / Double.pi.squareRoot())
    }
}
