import Differentiation
import Foundation

/// The log-normal distribution: log x is N(location, scale²).
///
/// The model is trained on logarithms under a Gaussian; forecasts mix log-normal components.
package enum LogNormal: ObservationDistribution {
    package static let name = "log-normal"
    package static let support = DistributionSupport.positive
    package static let parameters: [DistributionParameter] = [.location, .scale]
    package static let transform = ChannelTransform.logarithm
    package static var transformed: any ObservationDistribution.Type { Gaussian.self }

    /// log N(log x) − log x.
    package static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value {
        let logarithm = program.log(x)
        return program.subtract(Gaussian.recordLogDensity(of: logarithm, parameters, in: &program), logarithm)
    }

    package static func component(location: Double, scale: Double) -> LogNormalComponent {
        LogNormalComponent(normal: LocationScale(location: location, scale: scale))
    }
}

/// e^y of a normal y, which is the coordinate.
package struct LogNormalComponent: MixtureComponent {
    let normal: LocationScale<Gaussian>

    package func probability(upTo x: Double) -> Double { x > 0 ? normal.probability(upTo: log(x)) : 0 }
    package func density(at x: Double) -> Double { x > 0 ? normal.density(at: log(x)) / x : 0 }
    package func logDensity(at x: Double) -> Double { normal.logDensity(at: log(x)) - log(x) }
    package func quantile(_ p: Double) -> Double { exp(normal.quantile(p)) }
    package var mean: Double { exp(normal.location + 0.5 * normal.scale * normal.scale) }
    package var variance: Double { expm1(normal.scale * normal.scale) * mean * mean }

    package var scale: Double { normal.scale }
    package static func value(at coordinate: Double) -> Double { exp(coordinate) }

    @inline(__always)
    package func evaluate(at coordinate: Double) -> MixtureTerm { normal.evaluate(at: coordinate) }

    package static func quantileRange(_ p: Double, of components: [Self]) -> QuantileRange {
        let standard = Gaussian.standardQuantile(p)
        var range = QuantileRange()
        for component in components { range.insert(component.normal.location + component.normal.scale * standard) }
        return range
    }

    /// Relative to the first draw's median, so that nothing overflows before the value itself does.
    package static func moments(of components: [Self]) -> (mean: Double, deviation: Double) {
        let n = Double(components.count)
        let reference = components[0].normal.location
        var first = 0.0
        var second = 0.0
        for component in components {
            let (c, s) = (component.normal.location, component.normal.scale)
            first += exp(c - reference + 0.5 * s * s)
            second += exp(2 * (c - reference) + 2 * s * s)
        }
        let mean = first / n
        return (exp(reference) * mean, exp(reference) * max(second / n - mean * mean, 0).squareRoot())
    }
}
