import Differentiation
import Foundation

/// Student's t with four degrees of freedom: outliers pull the location less than under a Gaussian.
package enum StudentT: LocationScaleDistribution {
    package static let name = "student-t"

    /// log(3/8) − ½ v − (5/2) log(1 + (x − c)² e^(−v) / 4), v the logarithm of the squared scale.
    package static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value {
        let residual = program.subtract(x, parameters.location)
        let precision = program.exp(program.scale(parameters.logVariance, by: -1))
        let distance = program.multiply(program.multiply(residual, residual), precision)
        let tail = program.log(program.scale(distance, by: 0.25, plus: 1))
        let both = program.add(program.scale(tail, by: -2.5), program.scale(parameters.logVariance, by: -0.5))
        return program.scale(both, by: 1, plus: Foundation.log(3.0 / 8.0))
    }

    package static func standardProbability(_ t: Double) -> Double {
        let s = t / (t * t + 4).squareRoot()
        return 0.5 + 0.75 * (s - s * s * s / 3)
    }

    package static func standardDensity(_ t: Double) -> Double {
        let w = 1 / (1 + t * t / 4)
        return 0.375 * w * w * w.squareRoot()
    }

    package static func standardRelativeSlope(_ t: Double) -> Double {
        let w = 1 / (1 + t * t / 4)
        return -1.25 * t * w
    }

    /// In closed form (Shaw 2006).
    package static func standardQuantile(_ p: Double) -> Double {
        let root = (4 * p * (1 - p)).squareRoot()
        let q = cos(acos(min(root, 1)) / 3) / root
        let t = 2 * max(q - 1, 0).squareRoot()
        return p < 0.5 ? -t : t
    }

    package static var standardVariance: Double { 2 }
    package static func standardEnergy(_ square: Double) -> Double { 2.5 * log(1 + square / 4) }
    package static var standardLogNormalizer: Double { -log(3.0 / 8) }

    /// The exponential of Student's t has no mean. Student's t is a mixture of normals with scales 1/√g, g of Gamma(2, rate 2); here g
    /// takes `draws` evenly spaced probabilities, ordered by a golden-ratio sequence, so that any consecutive run samples the
    /// whole range. Scales are cut off at 2.45: wider ones, one in twenty, would leave the mean to the rarest draw.
    package static func logarithmicScales(draws: Int) -> [Double]? {
        (0..<draws).map { index in
            let place = (Double(index) * 0.6180339887498949 + 0.5 / Double(draws)).truncatingRemainder(dividingBy: 1)
            // Newton's method on 1 − e^(−x) (1 + x), x = 2 g.
            var x = 2.0
            for _ in 0..<60 {
                let next = x - (1 - exp(-x) * (1 + x) - place) / (x * exp(-x))
                let bounded = min(max(next, 0.5 * x), 2 * x)
                if abs(bounded - x) < 1e-12 * x { break }
                x = bounded
            }
            return 1 / max(0.5 * x, 1 / 6.0).squareRoot()
        }
    }
}
