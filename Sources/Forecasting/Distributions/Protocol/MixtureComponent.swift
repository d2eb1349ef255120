/// A distribution of one number, as a component of a mixture.
///
/// Mixtures find their quantiles in a coordinate y, which is x itself unless a component says otherwise (log x, log odds): bounds
/// of x are then at infinity, and no root of the search can cross them.
package protocol MixtureComponent: Sendable {
    /// P(X ≤ x).
    func probability(upTo x: Double) -> Double
    /// Density at x; for whole numbers the probability of x.
    func density(at x: Double) -> Double
    /// Its logarithm, exact where the density itself underflows.
    func logDensity(at x: Double) -> Double
    /// The least x with P(X ≤ x) ≥ p, 0 < p < 1; a uniform p makes it a sample.
    func quantile(_ p: Double) -> Double
    /// The mean.
    var mean: Double { get }
    /// The variance.
    var variance: Double { get }

    /// A width in the coordinate, positive: the search for a quantile ends in small steps of it.
    var scale: Double { get }
    /// The x of a coordinate, monotone.
    static func value(at coordinate: Double) -> Double
    /// The distribution function, the density and its derivative in the coordinate; a derivative of zero costs iterations only.
    func evaluate(at coordinate: Double) -> MixtureTerm
    /// The quantiles of the components in the coordinate: the least, the greatest and their sum.
    static func quantileRange(_ p: Double, of components: [Self]) -> QuantileRange
    /// Mean and standard deviation of the mixture with equal weights.
    static func moments(of components: [Self]) -> (mean: Double, deviation: Double)
}

/// What one component adds to a mixture at a coordinate.
package struct MixtureTerm {
    /// The distribution function.
    package var probability: Double
    /// The density.
    package var density: Double
    /// The density's derivative.
    package var slope: Double

    package init(probability: Double, density: Double, slope: Double = 0) {
        self.probability = probability
        self.density = density
        self.slope = slope
    }
}

/// The range of the components' quantiles, between which the mixture's lies.
package struct QuantileRange {
    /// The least.
    package var low = Double.infinity
    /// The greatest.
    package var high = -Double.infinity
    /// The sum.
    package var sum = 0.0

    package init() {}

    /// Takes one more.
    @inline(__always)
    package mutating func insert(_ quantile: Double) {
        low = min(low, quantile)
        high = max(high, quantile)
        sum += quantile
    }
}

extension MixtureComponent {
    package static func value(at coordinate: Double) -> Double { coordinate }

    package func evaluate(at coordinate: Double) -> MixtureTerm {
        MixtureTerm(probability: probability(upTo: coordinate), density: density(at: coordinate))
    }

    package static func quantileRange(_ p: Double, of components: [Self]) -> QuantileRange {
        var range = QuantileRange()
        for component in components { range.insert(component.quantile(p)) }
        return range
    }

    /// By the law of total variance, relative to the first mean and in a unit near the greatest deviation: squares neither
    /// overflow nor vanish.
    package static func moments(of components: [Self]) -> (mean: Double, deviation: Double) {
        let n = Double(components.count)
        let reference = components[0].mean
        let mean = components.reduce(0) { $0 + ($1.mean - reference) } / n
        let widest = components.reduce(0) { max($0, $1.variance) }.squareRoot()
        let unit = Double.binaryUnit(near: max(widest, abs(mean)))
        var variance = 0.0
        for component in components {
            let distance = (component.mean - reference - mean) / unit
            variance += distance * distance + component.variance / unit / unit
        }
        return (reference + mean, (variance / n).squareRoot() * unit)
    }
}
