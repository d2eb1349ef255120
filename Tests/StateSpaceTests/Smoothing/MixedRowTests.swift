import StateSpace
import Testing

/// Series whose first tapes alone hold precise rows: the sweeps change form on the way.
@Suite struct MixedRowTests {
    private let model = LinearModel(
        [.slope(diffusion: 0.3, start: 1e5, startSlope: 1e4), .matern12(deviation: 1, lengthScale: 2)], noise: 0.1)
    private let rows = ModelsUnderTest.rows(9000, channels: 1, seed: 5, gap: 4)

    /// As the same rows with one precise row at the end, which puts all of them in square-root form.
    @Test func posterior() {
        let last = ObservationRow(time: rows.times[8999] + 500, value: 0, weight: 1e12)
        func with(weight: Double) -> ObservationRows {
            ObservationRows(
                times: rows.times + [last.time], channels: rows.channels + [0], values: rows.values + [last.value],
                errorVariances: rows.errorVariances + [0], weights: rows.weights + [weight])
        }
        let times = stride(from: 1, to: 8900, by: 37).map { rows.times[$0] + 0.03 }
        let points = (times + [rows.times[0] - 1]).map { ProcessPoint(time: $0) }
        let mixed = model.posterior(given: with(weight: 1), at: points)
        let factored = model.posterior(given: with(weight: 1e12), at: points)
        for index in points.indices {
            // The last row is too far away to say anything of the points.
            #expect(abs(mixed.means[index] - factored.means[index]) < 1e-7)
            #expect(abs(mixed.variances[index] - factored.variances[index]) < 1e-8)
        }
    }

    @Test func gradient() {
        let gradient = model.logLikelihoodGradient(rows).gradient
        for (place, kind) in model.parameterKinds.enumerated() {
            func slope(_ h: Double) -> Double {
                var (up, down) = (model.parameters, model.parameters)
                up[place] += h
                down[place] -= h
                return
                    (model.replacing(parameters: up).logLikelihood(rows)
                    - model.replacing(parameters: down).logLikelihood(rows)) / (2 * h)
            }
            let known = (64 * slope(0.0025) - 20 * slope(0.005) + slope(0.01)) / 45
            #expect(abs(gradient[place] - known) < 1e-7 * max(1, abs(known)), "\(kind): \(gradient[place]), \(known)")
        }
    }
}
