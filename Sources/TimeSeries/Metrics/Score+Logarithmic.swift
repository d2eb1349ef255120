import Foundation

extension Score {
    /// The mean of −log p(y): the logarithmic score (Good 1952) of any forecast that has a density, or of counts their probability.
    ///
    /// In nats; it falls by log c where values are multiplied by 1/c.
    ///
    /// - Parameter logDensities: log p(y) of each observed value under its forecast, at least one.
    public static func logarithmic(_ logDensities: [Double]) -> Double {
        precondition(!logDensities.isEmpty, "no densities")
        return -logDensities.reduce(0, +) / Double(logDensities.count)
    }

    /// The logarithmic score of a normal distribution: ½ log 2πσ² + ½ ((y − μ)/σ)².
    ///
    /// - Precondition: `deviation` is positive.
    public static func logarithmic(mean: Double, deviation: Double, observed: Double) -> Double {
        precondition(deviation > 0, "a standard deviation of \(deviation)")
        let z = (observed - mean) / deviation
        return 0.5 * log(2 * Double.pi) + log(deviation) + 0.5 * z * z
    }
}
