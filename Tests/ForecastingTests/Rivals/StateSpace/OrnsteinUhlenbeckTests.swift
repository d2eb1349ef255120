import Foundation
import StateSpace
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct OrnsteinUhlenbeckTests {
    /// Coverage within the binomial 99 % band in each bin of the lead, a log score within half a percent of the true model's, and the
    /// numbers that the series were made with.
    @Test func simulatedSeriesAreForecastAsByTheTrueModel() throws {
        let seen = 30
        let whole = StateSpaceSeries.ornsteinUhlenbeck(series: 120, rows: seen + 8)
        let data = StateSpaceSeries.collection(
            whole.map { (Array($0.times.prefix(seen)), Array($0.values.prefix(seen))) })
        let model = try StateSpaceSeries.fitted(data)
        let truth = LinearModel([.matern12(deviation: 2, lengthScale: 4)], noise: 0.5, mean: 10)
        var options = PredictionOptions()
        options.quantiles = [0.025, 0.05, 0.1, 0.9, 0.95, 0.975]
        var covered = [[0, 0, 0], [0, 0, 0]]
        var counts = [0, 0]
        var (score, best) = (0.0, 0.0)
        for (s, one) in whole.enumerated() {
            let later = Array(one.times.dropFirst(seen))
            let request = PredictionRequest(series: s, times: later.map { .numeric($0) })
            let said = try model.predict(data, [request], kind: .forecast, options: options)[0]
            let rows = ObservationRows(times: Array(one.times.prefix(seen)), values: Array(one.values.prefix(seen)))
            let exact = truth.posterior(given: rows, at: later.map { ProcessPoint(time: $0) })
            for (k, time) in later.enumerated() {
                let value = one.values[seen + k]
                let bin = time - one.times[seen - 1] < 3 ? 0 : 1
                counts[bin] += 1
                let q = said[k, 0].quantiles
                for level in 0..<3 where q[2 - level] <= value && value <= q[3 + level] { covered[bin][level] += 1 }
                func density(_ mean: Double, _ deviation: Double) -> Double {
                    -0.5 * pow((value - mean) / deviation, 2) - log(deviation * (2 * Double.pi).squareRoot())
                }
                score += density(said.means[k], said.deviations[k])
                best += density(exact.means[k], (exact.variances[k] + 0.25).squareRoot())
            }
        }
        #expect(score / best < 1.005, "\(score) for \(best)")
        for bin in 0..<2 {
            for (level, probability) in [0.8, 0.9, 0.95].enumerated() {
                let share = Double(covered[bin][level]) / Double(counts[bin])
                let band = 2.576 * (probability * (1 - probability) / Double(counts[bin])).squareRoot()
                #expect(abs(share - probability) < band, "\(share) of \(counts[bin]) for \(probability)")
            }
        }
        let shared = model.channels[0].shared
        let found = shared.model.components.compactMap { component -> (deviation: Double, length: Double)? in
            guard case .matern12(let deviation, let length) = component.term else { return nil }
            return (deviation * shared.scale.scale, length * model.unit)
        }
        let term = try #require(found.first)
        #expect(abs(term.deviation - 2) < 0.2 && abs(term.length - 4) < 1)
        #expect(abs(shared.model.noise[0] * shared.scale.scale - 0.5) < 0.05)
    }
}
