import Foundation

/// Noise with the heavier tails of Student's t, as normal noise whose variance is divided by an unknown weight of each row.
///
/// The weight has a gamma distribution of shape and rate ν/2. Given the rows, process and weights are taken for independent
/// (variational Bayes; Tipping, Lawrence 2005): the mean of a row's weight is then
///
///     w = (ν + 1) / (ν + E[(y − f)²] / σ²)
///
/// with σ² the variance of the row's error, and the process is that of normal noise with variances σ²/w. Repeating both raises a
/// lower bound on the log likelihood,
///
///     log N(y; mean, K + σ²/w) + Σ [ln Γ(a) − ln Γ(b₀) − ½ ln a − b₀ ln(a/(b₀ w)) − b₀ w + a]
///
/// with a = (ν + 1)/2 and b₀ = ν/2, until it no longer grows. Where the process is known the bound is the log likelihood
/// itself. At its maximum by the weights its gradient by a model's parameters is that of the first summand alone.
package struct StudentNoise: Sendable, Hashable, Codable {
    /// ν > 0; the variance of the noise is that of the model times ν/(ν − 2) where ν > 2.
    package var degreesOfFreedom: Double

    package init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// The mean of a row's weight; not zero even where the square of a wild value is infinite.
    ///
    /// - Parameter squares: E[(y − f)²] / σ².
    package func weight(squares: Double) -> Double {
        max((degreesOfFreedom + 1) / (degreesOfFreedom + squares), 1e-200)
    }

    /// What weights add to the log likelihood of normal noise: the second summand of the bound.
    package func share(weights: [Double]) -> Double {
        let a = (degreesOfFreedom + 1) / 2
        let b = degreesOfFreedom / 2
        let fixed = lgamma(a) - lgamma(b) - 0.5 * log(a) + a - b * log(a / b)
        return weights.reduce(0) { $0 + fixed + b * (log($1) - $1) }
    }
}
