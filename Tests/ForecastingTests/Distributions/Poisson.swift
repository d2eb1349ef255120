import Differentiation
import Foundation

@testable import Forecasting

/// A Poisson distribution with the rate e^location, which only the tests know: counts, and no scale.
enum Poisson: ObservationDistribution {
    static let name = "poisson"
    static let support = DistributionSupport.counts
    static let parameters: [DistributionParameter] = [.location]

    /// x η − e^η − log x!, the factorial by Stirling's series at x + 9.
    static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value {
        let rate = program.exp(parameters.location)
        let first = program.subtract(program.multiply(x, parameters.location), rate)
        let w = program.scale(x, by: 1, plus: 9)
        let logW = program.log(w)
        let inverse = program.exp(program.scale(logW, by: -1))
        let square = program.multiply(inverse, inverse)
        let series = program.multiply(
            inverse,
            program.scale(
                program.multiply(square, program.scale(square, by: 1.0 / 1260, plus: -1.0 / 360)), by: 1,
                plus: 1.0 / 12))
        var factorial = program.subtract(program.multiply(program.scale(w, by: 1, plus: -0.5), logW), w)
        factorial = program.scale(program.add(factorial, series), by: 1, plus: 0.5 * log(2 * .pi))
        for step in 1...8 {
            factorial = program.subtract(factorial, program.log(program.scale(x, by: 1, plus: Double(step))))
        }
        return program.subtract(first, factorial)
    }

    static func component(location: Double, scale: Double) -> Component { Component(rate: exp(location)) }

    struct Component: MixtureComponent {
        let rate: Double

        var mean: Double { rate }
        var variance: Double { rate }
        var scale: Double { rate.squareRoot() }
        func logDensity(at x: Double) -> Double { x * log(rate) - rate - lgamma(x + 1) }
        func density(at x: Double) -> Double { Poisson.support.contains(x) ? exp(logDensity(at: x)) : 0 }

        func probability(upTo x: Double) -> Double {
            guard x >= 0 else { return 0 }
            guard x < rate + 12 * scale + 60 else { return 1 }
            return stride(from: first, through: x.rounded(.down), by: 1).reduce(0) { $0 + density(at: $1) }
        }

        func quantile(_ p: Double) -> Double {
            var n = first
            var sum = density(at: n)
            while sum < p, n < rate + 12 * scale + 60 {
                n += 1
                sum += density(at: n)
            }
            return n
        }

        /// Below, nothing is left in a `Double` beside one.
        private var first: Double { max(0, (rate - 12 * scale - 30).rounded(.down)) }
    }
}
