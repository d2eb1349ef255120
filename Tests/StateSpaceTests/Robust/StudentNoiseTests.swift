import Foundation
import StateSpace
import Testing

/// Re-weighting for noise of Student's t.
@Suite struct StudentNoiseTests {
    private let noise = StudentNoise(degreesOfFreedom: 4)
    private let model = LinearModel([.matern32(deviation: 2, lengthScale: 6)], noise: 0.3, mean: 20)

    private func wave(_ count: Int) -> (times: [Double], values: [Double]) {
        let times = (0..<count).map { Double($0) * 0.7 + 0.2 * sin(Double($0) * 5) }
        return (times, times.map { 20 + 2 * sin($0 / 4) + 0.3 * sin(37 * $0) })
    }

    /// Where the process is known the bound is the log density of Student's t.
    @Test func boundOfAKnownProcess() {
        let model = LinearModel([], noise: 0.5, mean: 1)
        let values = [0.9, 1.2, 7, -30]
        let found = model.weighing(ObservationRows(times: [0, 1, 1, 2], values: values), for: noise)
        let nu: Double = 4
        let gammas: Double = lgamma((nu + 1) / 2) - lgamma(nu / 2)
        let scales: Double = 0.5 * log(nu * Double.pi) + log(0.5)
        let peak = gammas - scales
        var known = 0.0
        for y in values {
            let z: Double = (y - 1) / 0.5
            known += peak - (nu + 1) / 2 * log(1 + z * z / nu)
        }
        #expect(abs(found.bound - known) < 1e-12 * abs(known))
        #expect(found.isConverged)
    }

    /// Many degrees of freedom are normal noise.
    @Test func normalLimit() {
        let (times, values) = wave(40)
        let rows = ObservationRows(times: times, values: values)
        let found = model.weighing(rows, for: StudentNoise(degreesOfFreedom: 1e7))
        #expect(abs(found.bound - model.logLikelihood(rows)) < 1e-4)
        #expect(found.rows.weights.allSatisfy { abs($0 - 1) < 1e-5 })
    }

    @Test func boundGrows() {
        var (times, values) = wave(60)
        values[20] += 5
        values[41] -= 2
        times[50] = times[49]
        let rows = ObservationRows(times: times, values: values)
        let bounds = [0, 1, 2, 4, 8, 16].map { model.weighing(rows, for: noise, tolerance: 0, iterations: $0).bound }
        for (before, after) in zip(bounds, bounds.dropFirst()) { #expect(after >= before) }
        #expect(bounds[3] > bounds[0])
    }

    /// At the maximum by the weights, the bound's gradient is that of the likelihood with the weights held.
    @Test func gradientOfTheBound() {
        var (times, values) = wave(50)
        values[11] += 4
        times[30] = times[29]
        let rows = ObservationRows(times: times, values: values)
        func bound(_ parameters: [Double]) -> Double {
            model.replacing(parameters: parameters).weighing(rows, for: noise, tolerance: 1e-13, iterations: 2000).bound
        }
        let found = model.weighing(rows, for: noise, tolerance: 1e-13, iterations: 2000)
        let gradient = model.logLikelihoodGradient(found.rows).gradient
        for place in gradient.indices {
            var (up, down) = (model.parameters, model.parameters)
            up[place] += 1e-4
            down[place] -= 1e-4
            let known = (bound(up) - bound(down)) / 2e-4
            #expect(abs(gradient[place] - known) < 1e-5 * max(1, abs(known)), "\(model.parameterKinds[place])")
        }
    }

    /// A glitch as the last reading moves a forecast by less than a deviation of the noise.
    @Test(arguments: [122, 1e4, 1e12, 1e150]) func glitchAtTheEnd(glitch: Double) {
        let (times, values) = wave(60)
        let clean = ObservationRows(times: times, values: values)
        let spoilt = ObservationRows(times: times + [times[59] + 0.5], values: values + [glitch])
        let points = [0.5, 1, 3, 10].map { ProcessPoint(time: times[59] + $0) }
        let known = model.posterior(given: model.weighing(clean, for: noise).rows, at: points)
        let found = model.weighing(spoilt, for: noise)
        let forecast = model.posterior(given: found.rows, at: points)
        for index in points.indices {
            #expect(abs(forecast.means[index] - known.means[index]) < 0.3)
            #expect(forecast.variances[index].squareRoot() < 1.1 * known.variances[index].squareRoot() + 0.1)
        }
        #expect(found.rows.weights[60] < 1e-3)
        #expect(found.bound.isFinite)
    }

    @Test func weightsGivenAreTheStart() {
        var (times, values) = wave(60)
        values[20] += 5
        times[3] = times[2]
        let rows = ObservationRows(times: times, values: values)
        let found = model.weighing(rows, for: noise, tolerance: 1e-9)
        let again = model.weighing(found.rows, for: noise, tolerance: 1e-6)
        #expect(again.iterations == 1)
        #expect(abs(again.bound - found.bound) < 1e-6)
    }
}
