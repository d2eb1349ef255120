import Foundation
import Lanes

extension ValueScale {
    /// Deviations from a bound beyond which it changes nothing that double precision shows.
    private static let far = 9.0

    /// Mean and standard deviation of the value that a normal scaled number of center `u` and deviation `s` stands for, bounds
    /// kept.
    func moments(center u: Double, deviation s: Double) -> (mean: Double, deviation: Double) {
        let mu = center + scale * u
        let sigma = scale * s
        guard sigma > 0 else { return (restored(u), 0) }
        switch transform {
        case .identity:
            guard isNonnegative, mu < Self.far * sigma else { return (mu, sigma) }
            let positive = Self.positiveMoments(mu, sigma)
            return (positive.first, max(positive.second - positive.first * positive.first, 0).squareRoot())
        case .squareRoot:
            if mu > Self.far * sigma {
                let variance = sigma * sigma
                return (
                    max(mu * mu + variance - shift, 0), (4 * mu * mu * variance + 2 * variance * variance).squareRoot()
                )
            }
            let (_, second, fourth) = Self.positiveMoments(mu, sigma)
            return (max(second - shift, 0), max(fourth - second * second, 0).squareRoot())
        case .logarithm: return logarithmicMoments(mu, sigma)
        }
    }

    /// E[x], E[x²] and E[x⁴] over x > 0 of a normal number, by the recursion of integration by parts.
    private static func positiveMoments(_ mu: Double, _ sigma: Double) -> (
        first: Double, second: Double, fourth: Double
    ) {
        let standard = mu / sigma
        let variance = sigma * sigma
        let share = standardNormalCDF(standard)
        let density = sigma * exp(-standard * standard / 2) / (2 * Double.pi).squareRoot()
        let first = max(mu * share + density, 0)
        let second = mu * first + variance * share
        let third = mu * second + 2 * variance * first
        return (first, second, mu * third + 3 * variance * second)
    }

    /// Moments of exp(min(x, end)) − shift.
    private func logarithmicMoments(_ mu: Double, _ sigma: Double) -> (mean: Double, deviation: Double) {
        let end = center + scale * (ceiling ?? .infinity)
        let variance = sigma * sigma
        if end > mu + Self.far * sigma + 2 * variance {
            let mean = exp(mu + variance / 2)
            return (max(mean - shift, 0), mean * expm1(variance).squareRoot())
        }
        /// E exp(k (min(x, end) − end)).
        func moment(_ k: Double) -> Double {
            let place = (end - mu - k * variance) / sigma
            let distance = (end - mu) / sigma
            let below =
                place > -20
                ? exp(k * (mu - end + k * variance / 2)) * standardNormalCDF(place)
                // The tail's leading term: the factors apart would overflow and vanish.
                : exp(-distance * distance / 2) / (2 * Double.pi).squareRoot() / -place
            return below + standardNormalCDF(-distance)
        }
        let first = moment(1)
        let top = exp(end)
        return (max(top * first - shift, 0), top * max(moment(2) - first * first, 0).squareRoot())
    }
}
