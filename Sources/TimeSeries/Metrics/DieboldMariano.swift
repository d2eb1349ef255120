import Numerics

/// Whether one forecast is better than another, or only happened to be (Diebold, Mariano 1995), with the correction for few
/// forecasts of Harvey, Leybourne and Newbold (1997).
public struct DieboldMariano: Sendable, Hashable, Codable {
    /// The mean of the differences of the losses: negative where the first forecast is better.
    public let mean: Double
    /// The corrected statistic, as Student's t with ``count`` − 1 degrees of freedom if both are equally good.
    public let statistic: Double
    /// The probability of a statistic as far from zero, either way, if both are equally good.
    public let pValue: Double
    /// Differences.
    public let count: Int

    /// Tests `differences`; `nil` where the test is undefined: fewer than two of them, not more than `horizon`, or a variance, with
    /// its autocovariances, that is not above zero.
    ///
    /// The variance of the mean is (γ₀ + 2 Σ γₖ) / n with autocovariances γₖ up to k = `horizon` − 1, equally weighted, as in `dm.test` of
    /// R's package forecast.
    ///
    /// - Parameters:
    ///   - differences: loss of the first forecast minus loss of the second, in the order of time, `(n)`.
    ///   - horizon: steps that a forecast reaches ahead, at least 1: differences farther apart do not overlap.
    /// - Complexity: O(n · horizon).
    public init?(differences: [Double], horizon: Int = 1) {
        precondition(horizon >= 1, "a horizon of \(horizon) steps")
        let n = Double(differences.count)
        guard differences.count >= 2, horizon < differences.count else { return nil }
        let mean = differences.reduce(0, +) / n
        let centred = differences.map { $0 - mean }
        var variance = 0.0
        for lag in 0..<horizon {
            var sum = 0.0
            for index in lag..<centred.count { sum += centred[index] * centred[index - lag] }
            variance += (lag == 0 ? 1 : 2) * sum / n
        }
        variance /= n
        let h = Double(horizon)
        let correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
        guard variance > 0, variance.isFinite, correction > 0 else { return nil }
        self.mean = mean
        statistic = mean / variance.squareRoot() * correction.squareRoot()
        // t² is distributed as F with 1 and n − 1 degrees of freedom.
        pValue = fDistributionTail(statistic * statistic, 1, n - 1)
        count = differences.count
    }
}
