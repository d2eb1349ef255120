import Foundation

/// A continuous distribution on the reals, symmetric about its location: x = location + scale · t with t of a standard form.
package protocol LocationScaleDistribution: ObservationDistribution where Component == LocationScale<Self> {
    /// Distribution function of the standard form.
    static func standardProbability(_ t: Double) -> Double
    /// Density of the standard form.
    static func standardDensity(_ t: Double) -> Double
    /// f′(t) / f(t) of its density f.
    static func standardRelativeSlope(_ t: Double) -> Double
    /// The inverse of its distribution function, 0 < p < 1.
    static func standardQuantile(_ p: Double) -> Double
    /// Its variance.
    static var standardVariance: Double { get }
    /// −log f(t) up to a constant, of t².
    static func standardEnergy(_ square: Double) -> Double
    /// That constant: −log f(t) = standardEnergy(t²) + standardLogNormalizer.
    static var standardLogNormalizer: Double { get }
}

extension LocationScaleDistribution {
    package static var support: DistributionSupport { .reals }
    package static var parameters: [DistributionParameter] { [.location, .scale] }
    package static var isLocationScale: Bool { true }

    package static func component(location: Double, scale: Double) -> LocationScale<Self> {
        LocationScale(location: location, scale: scale)
    }
}

/// One component of a location–scale family.
package struct LocationScale<Family: LocationScaleDistribution>: MixtureComponent {
    /// Centre: the mean and the median.
    package let location: Double
    /// What the standard form is multiplied by.
    package let scale: Double

    package init(location: Double, scale: Double) {
        self.location = location
        self.scale = scale
    }

    package var mean: Double { location }
    package var variance: Double { Family.standardVariance * scale * scale }

    package func probability(upTo x: Double) -> Double { Family.standardProbability((x - location) / scale) }

    package func density(at x: Double) -> Double { Family.standardDensity((x - location) / scale) / scale }

    package func logDensity(at x: Double) -> Double {
        let residual = x - location
        let square = residual * residual / (scale * scale)
        return -(Family.standardEnergy(square) + log(scale) + Family.standardLogNormalizer)
    }

    package func quantile(_ p: Double) -> Double { location + scale * Family.standardQuantile(p) }

    @inline(__always)
    package func evaluate(at coordinate: Double) -> MixtureTerm {
        let t = (coordinate - location) / scale
        let density = Family.standardDensity(t)
        return MixtureTerm(
            probability: Family.standardProbability(t), density: density / scale,
            slope: density * Family.standardRelativeSlope(t) / (scale * scale))
    }

    /// The standard form is inverted once for all components.
    package static func quantileRange(_ p: Double, of components: [Self]) -> QuantileRange {
        let standard = Family.standardQuantile(p)
        var range = QuantileRange()
        for component in components { range.insert(component.location + component.scale * standard) }
        return range
    }

    /// As for any component, with variances formed from scales in the unit: no square of a scale overflows.
    package static func moments(of components: [Self]) -> (mean: Double, deviation: Double) {
        let n = Double(components.count)
        let reference = components[0].location
        let mean = components.reduce(0) { $0 + ($1.location - reference) } / n
        let unit = Double.binaryUnit(near: max(components.reduce(0) { max($0, $1.scale) }, abs(mean)))
        var variance = 0.0
        for component in components {
            let distance = (component.location - reference - mean) / unit
            let scale = component.scale / unit
            variance += distance * distance + Family.standardVariance * scale * scale
        }
        return (reference + mean, (variance / n).squareRoot() * unit)
    }
}
