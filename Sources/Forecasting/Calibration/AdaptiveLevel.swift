import Foundation
import Lanes
import TimeSeries

/// One level that follows values in the order of time: conformal quantile tracking, its rate tuned as it goes.
///
/// After a value at the normal score s of its forecast's level, the score θ given for the wanted level p becomes θ + γ (p − [s ≤ θ]), whose
/// share of values below goes to p in any order of any bounded values (Angelopoulos, Candès, Tibshirani 2023: the P of conformal PID; in
/// levels instead of scores, Gibbs, Candès 2021). One such score follows at each of several rates γ; the one that is given is their
/// mean, weighted by their pinball losses (Zaffran et al. 2022: AgACI) with a share of the weight passed round at each step, so that
/// what was best long ago does not decide (Gibbs, Candès 2024).
struct AdaptiveLevel {
    /// p
    let wanted: Double
    /// θ of each rate.
    private(set) var scores: [Double]
    private var weights: [Double]
    /// η, how fast losses decide.
    private let eagerness: Double
    /// σ, the share of the weight that is passed round.
    private let passed: Double

    /// γ
    static let rates = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
    /// Levels are taken to lie this far from 0 and 1 at least, so that normal scores are bounded.
    static let edge = 1e-5

    /// - Parameter local: steps over which the level is to be nearly as good as the best rate would have been.
    init(wanted: Double, local: Double) {
        self.wanted = wanted
        let count = Double(Self.rates.count)
        scores = Array(repeating: standardNormalQuantile(wanted), count: Self.rates.count)
        weights = Array(repeating: 1 / count, count: Self.rates.count)
        let (p, q) = (wanted, 1 - wanted)
        let spread = q * q * p * p * p + p * p * q * q * q
        eagerness = (3 / local * (log(count * local) + 2) / spread).squareRoot()
        passed = 1 / (2 * local)
    }

    /// Takes in a value that lay at `level` of its forecast.
    ///
    /// - Parameter step: independent values that it counts as, at most 1.
    mutating func add(_ level: Double, step: Double) {
        let score = standardNormalQuantile(min(max(level, Self.edge), 1 - Self.edge))
        let losses = scores.map { Score.pinball($0, level: wanted, observed: score) }
        let least = losses.min() ?? 0
        var total = 0.0
        for (index, rate) in Self.rates.enumerated() {
            weights[index] *= exp(-eagerness * step * (losses[index] - least))
            total += weights[index]
            scores[index] += rate * step * (wanted - (score <= scores[index] ? 1 : 0))
        }
        let equal = step * passed / Double(weights.count)
        for index in weights.indices { weights[index] = (1 - step * passed) * weights[index] / total + equal }
    }

    /// The level that is given now.
    var level: Double {
        standardNormalCDF(zip(scores, weights).reduce(0) { $0 + $1.0 * $1.1 })
    }
}
