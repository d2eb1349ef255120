import Foundation

/// Levels of quantiles as quantiles of the standard normal distribution.
enum NormalScore {
    /// The level whose normal score is `factor` times that of `level`.
    static func widened(_ level: Double, by factor: Double) -> Double {
        guard level > 0, level < 1, factor != 1 else { return level }
        return self.level(of: factor * score(level))
    }

    /// Φ⁻¹.
    static func score(_ level: Double) -> Double { Gaussian.standardQuantile(level) }

    /// Φ.
    static func level(of score: Double) -> Double { 0.5 * erfc(-score / 2.0.squareRoot()) }
}
