import Differentiation
import Foundation
import Lanes

/// The normal distribution N(location, scale²).
package enum Gaussian: LocationScaleDistribution {
    package static let name = "gaussian"

    /// −½ (log 2π + v + (x − c)² e^(−v)), v = log σ².
    package static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value {
        let residual = program.subtract(x, parameters.location)
        if let scale = parameters.fixedScale {
            // The same density with one variance for all: no exponential is needed.
            let variance = scale * scale
            return program.scale(
                program.multiply(residual, residual), by: -0.5 / variance,
                plus: -0.5 * Foundation.log(2 * .pi * variance))
        }
        let precision = program.exp(program.scale(parameters.logVariance, by: -1))
        let distance = program.multiply(program.multiply(residual, residual), precision)
        return program.scale(
            program.add(distance, parameters.logVariance), by: -0.5, plus: -0.5 * Foundation.log(2 * .pi))
    }

    package static func standardProbability(_ t: Double) -> Double { standardNormalCDF(t) }
    package static func standardDensity(_ t: Double) -> Double { 0.3989422804014327 * exp(-0.5 * t * t) }
    package static func standardRelativeSlope(_ t: Double) -> Double { -t }
    package static func standardQuantile(_ p: Double) -> Double { standardNormalQuantile(p) }
    package static var standardVariance: Double { 1 }
    package static func standardEnergy(_ square: Double) -> Double { 0.5 * square }
    package static var standardLogNormalizer: Double { 0.5 * log(2 * .pi) }
    package static func logarithmicScales(draws: Int) -> [Double]? { Array(repeating: 1, count: draws) }
}
