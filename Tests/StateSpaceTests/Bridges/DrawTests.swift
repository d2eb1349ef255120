import Lanes
import Testing

@testable import StateSpace

@Suite struct DrawTests {
    static let terms: [ProcessTerm] = [
        .matern12(deviation: 1, lengthScale: 3), .matern32(deviation: 1, lengthScale: 3),
        .matern52(deviation: 1, lengthScale: 3), .level(diffusion: 0.5, start: 2),
        .slope(diffusion: 0.2, start: 2, startSlope: 0.3),
        .quasiPeriodic(deviation: 1, period: 5, lengthScale: 20, harmonics: 2), .constant(deviation: 2),
    ]

    private static let rows = ObservationRows(times: [0, 1, 1.5, 4, 9], values: [0.3, 1, 0.8, -1, 0.2])

    private static func model(_ term: ProcessTerm) -> LinearModel {
        LinearModel([term, .constant(deviation: 0.5)], noise: 0.3, mean: 0.1)
    }

    private static func draws(_ model: LinearModel, _ times: [Double], _ isForecast: Bool, _ count: Int) -> [[Double]] {
        let random = Philox4x32(seed: 1)
        return model.draws(
            given: rows, at: times.map { ProcessPoint(time: $0) }, isForecast: isForecast, count: count
        ) { random.pathNormal(channel: 0, series: 7, place: $0, element: $1, draw: $2) }
    }

    /// Means, variances and the regression of each point on the one before, within five standard errors of the exact ones. An exact
    /// reading at one point moves the mean of another by their regression.
    @Test(arguments: terms) func momentsAreThoseOfThePosterior(term: ProcessTerm) {
        let model = Self.model(term)
        let count = 800
        let root = Double(count).squareRoot()
        for (times, isForecast) in [([0, 0.4, 2, 3.9, 9], false), ([9, 9.5, 12, 30], true)] {
            let points = times.map { ProcessPoint(time: $0) }
            let exact = model.posterior(given: Self.rows, at: points)
            let found = Self.draws(model, times, isForecast, count)
            func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(count) }
            for k in points.indices {
                let m = mean(found[k])
                let v = mean(found[k].map { ($0 - m) * ($0 - m) })
                #expect(abs(m - exact.means[k]) * root < 5 * exact.variances[k].squareRoot())
                #expect(abs(v / exact.variances[k] - 1) * root < 5 * 2.0.squareRoot())
                guard k > 0 else { continue }
                let before = mean(found[k - 1])
                let covariance = mean(zip(found[k - 1], found[k]).map { ($0 - before) * ($1 - m) })
                var told = (0..<5).map { (time: Self.rows.times[$0], value: Self.rows.values[$0], weight: 1.0) }
                told.append((times[k - 1], exact.means[k - 1] + 1, 1e12))
                told.sort { $0.time < $1.time }
                let more = ObservationRows(
                    times: told.map(\.time), channels: told.map { _ in 0 }, values: told.map(\.value),
                    weights: told.map(\.weight))
                let slope = model.posterior(given: more, at: [points[k]]).means[0] - exact.means[k]
                let size = (exact.variances[k] / exact.variances[k - 1]).squareRoot()
                #expect(abs(covariance / exact.variances[k - 1] - slope) * root < 5 * size)
            }
        }
    }

    @Test(arguments: terms) func aTimeAloneGetsWhatItGetsAmongOthers(term: ProcessTerm) {
        let model = Self.model(term)
        for (times, isForecast) in [([0.4, 2, 3.9, 9], false), ([9.5, 12, 1e7], true)] {
            let all = Self.draws(model, times, isForecast, 3)
            for (k, time) in times.enumerated() {
                #expect(Self.draws(model, [time], isForecast, 3)[0] == all[k])
                #expect(all[k].allSatisfy { $0.isFinite })
            }
        }
    }

    /// Close times have close values: the variance of the difference is that of the process over so short a step.
    @Test func pathsAreContinuous() {
        let model = Self.model(.level(diffusion: 0.5, start: 2))
        let found = Self.draws(model, [20, 20 + 1e-6], true, 400)
        let square = zip(found[0], found[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 400
        #expect(abs(square / 0.25e-6 - 1) < 0.4)
    }
}
