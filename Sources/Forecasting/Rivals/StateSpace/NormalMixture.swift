import Foundation
import Lanes

/// A mixture of normal distributions of one center in scaled units: a Gaussian forecast with normal or Student-t noise.
///
/// Student's t is a normal distribution of random precision λ ~ Γ(ν/2, ν/2). The integral over log λ is a sum over equal steps,
/// which converges exponentially (trapezoidal rule of a smooth, decaying integrand).
struct NormalMixture {
    /// Center of all components.
    let center: Double
    /// Shares of the components; they add up to 1.
    let shares: [Double]
    /// Their standard deviations.
    let deviations: [Double]

    private static let components = 21

    /// The sum of a normal number of `mean` and `variance` and noise of `noiseVariance` (its normal part's) with `degrees` of
    /// freedom.
    init(mean: Double, variance: Double, noiseVariance: Double, degrees: Double) {
        center = mean
        guard degrees.isFinite else {
            shares = [1]
            deviations = [max(variance + noiseVariance, 0).squareRoot()]
            return
        }
        let scales = Self.precisions(degrees)
        shares = scales.map(\.share)
        deviations = scales.map { max(variance + noiseVariance / $0.precision, 0).squareRoot() }
    }

    /// Precisions and their shares for `degrees` of freedom.
    static func precisions(_ degrees: Double) -> [(precision: Double, share: Double)] {
        // log λ has a deviation near √(2/ν), with a longer tail below.
        let width = (2 / degrees).squareRoot()
        let found = (0..<components).map { k -> (precision: Double, share: Double) in
            let u = width * (-8 + 10.5 * Double(k) / Double(components - 1))
            return (exp(u), exp(degrees / 2 * (u - exp(u) + 1)))
        }
        let sum = found.reduce(0) { $0 + $1.share }
        return found.map { ($0.precision, $0.share / sum) }
    }

    /// Probability of a number below `x`.
    func distribution(_ x: Double) -> Double {
        zip(shares, deviations).reduce(0) { sum, part in
            sum + part.0 * (part.1 > 0 ? standardNormalCDF((x - center) / part.1) : x >= center ? 1 : 0)
        }
    }

    /// log of the density at `x`, in nats.
    func logDensity(_ x: Double) -> Double {
        let parts = zip(shares, deviations).map { share, deviation in
            let z = (x - center) / deviation
            return log(share) - 0.5 * z * z - log(deviation * (2 * Double.pi).squareRoot())
        }
        let top = parts.max() ?? -.infinity
        return top + log(parts.reduce(0) { $0 + exp($1 - top) })
    }

    /// The quantile of `probability`, by bisection between those of the narrowest and the widest component: monotone in it.
    func quantile(_ probability: Double) -> Double {
        let z = standardNormalQuantile(probability)
        guard deviations.count > 1, z != 0 else { return center + z * deviations[0] }
        var low = center + z * (deviations.min() ?? 0)
        var high = center + z * (deviations.max() ?? 0)
        if low > high { swap(&low, &high) }
        for _ in 0..<60 where high > low {
            let middle = low + (high - low) / 2
            if distribution(middle) < probability { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }

    /// Mean and standard deviation of the values in the data's unit that scaled numbers of this mixture stand for.
    func moments(_ scale: ValueScale) -> (mean: Double, deviation: Double) {
        let parts = deviations.map { scale.moments(center: center, deviation: $0) }
        let mean = zip(shares, parts).reduce(0) { $0 + $1.0 * $1.1.mean }
        let square = zip(shares, parts).reduce(0) { sum, part in
            let distance = part.1.mean - mean
            return sum + part.0 * (part.1.deviation * part.1.deviation + distance * distance)
        }
        return (mean, square.squareRoot())
    }
}
