import Differentiation
import Foundation

@testable import Forecasting

/// The distribution of x with normal log odds, which only the tests know: values between 0 and 1.
enum LogitNormal: ObservationDistribution {
    static let name = "logit-normal"
    static let support = DistributionSupport.unitInterval
    static let parameters: [DistributionParameter] = [.location, .scale]

    static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value {
        let logX = program.log(x)
        let logRest = program.log(program.scale(x, by: -1, plus: 1))
        let odds = program.subtract(logX, logRest)
        return program.subtract(
            Gaussian.recordLogDensity(of: odds, parameters, in: &program), program.add(logX, logRest))
    }

    static func component(location: Double, scale: Double) -> Component {
        Component(normal: LocationScale(location: location, scale: scale))
    }

    /// Log odds are the coordinate.
    struct Component: MixtureComponent {
        let normal: LocationScale<Gaussian>

        private func odds(_ x: Double) -> Double { log(x) - log1p(-x) }
        static func value(at coordinate: Double) -> Double { 1 / (1 + exp(-coordinate)) }

        func probability(upTo x: Double) -> Double { x <= 0 ? 0 : x >= 1 ? 1 : normal.probability(upTo: odds(x)) }
        func density(at x: Double) -> Double {
            LogitNormal.support.contains(x) ? normal.density(at: odds(x)) / (x * (1 - x)) : 0
        }
        func logDensity(at x: Double) -> Double { normal.logDensity(at: odds(x)) - log(x) - log1p(-x) }
        func quantile(_ p: Double) -> Double { Self.value(at: normal.quantile(p)) }

        /// There is no closed form: the midpoint rule over the quantiles, exponentially accurate after x ↦ Φ(x).
        private func expectation(_ body: (Double) -> Double) -> Double {
            let step = 0.02
            return stride(from: -12.0, through: 12, by: step).reduce(0) { sum, t in
                let y = normal.location + normal.scale * t
                return sum + step * Gaussian.standardDensity(t) * body(Self.value(at: y))
            }
        }
        var mean: Double { expectation { $0 } }
        var variance: Double {
            let mean = mean
            return expectation { ($0 - mean) * ($0 - mean) }
        }

        var scale: Double { normal.scale }
        func evaluate(at coordinate: Double) -> MixtureTerm { normal.evaluate(at: coordinate) }
        static func quantileRange(_ p: Double, of components: [Self]) -> QuantileRange {
            LocationScale<Gaussian>.quantileRange(p, of: components.map(\.normal))
        }
    }
}
