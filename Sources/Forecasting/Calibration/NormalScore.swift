import Lanes

/// Levels of quantiles as quantiles of the standard normal distribution.
enum NormalScore {
    /// The level whose normal score is `factor` times that of `level`.
    static func widened(_ level: Double, by factor: Double) -> Double {
        guard level > 0, level < 1, factor != 1 else { return level }
        return standardNormalCDF(factor * standardNormalQuantile(level))
    }
}
