import Foundation
import StateSpace
import Testing

/// Likelihoods and posteriors against celerite2, dense matrices, and 80 digits.
@Suite struct GoldenTests {
    @Test func agreesWithOtherPrograms() throws {
        let cases = try Golden.load("celerite.json", as: Golden.Cases.self).cases
        #expect(cases.count == 9)
        for item in cases {
            let (model, rows) = (item.linearModel, item.observations)
            let value = model.logLikelihood(rows)
            let found = model.posterior(
                given: rows, at: item.points.map { ProcessPoint(time: $0.time, channel: $0.channel) })
            for known in [item.celerite2, item.dense].compactMap(\.self) {
                #expect(abs(value - known.logLikelihood) < 1e-9 * abs(known.logLikelihood), "\(item.title)")
                for index in item.points.indices {
                    #expect(abs(found.means[index] - known.means[index]) < 1e-8, "\(item.title)")
                    #expect(abs(found.variances[index] - known.variances[index]) < 1e-8, "\(item.title)")
                }
            }
        }
    }

    /// Noise of 1e-12 of the signal, rows 1e-12 apart and a gap of a million length scales. The likelihood keeps nine digits and
    /// the variances eight of their own; the means are as good as the values, 1e-16 apart, are for rows 1e-12 apart.
    @Test func hardlyAnyNoise() throws {
        let golden = try Golden.load("precise.json", as: Golden.Precise.self)
        let rows = ObservationRows(times: golden.times, values: golden.values)
        #expect(golden.cases.count == 20)
        for item in golden.cases {
            let model = LinearModel(item.terms.map(\.term), noise: item.noise)
            let name = "\(item.terms.map(\.kind)), \(item.noise)"
            #expect(abs(model.logLikelihood(rows) - item.logLikelihood) < 1e-9 * abs(item.logLikelihood), "\(name)")
            let found = model.posterior(given: rows, at: golden.points.map { ProcessPoint(time: $0) })
            for index in golden.points.indices {
                let deviation = item.variances[index].squareRoot()
                #expect(abs(found.means[index] - item.means[index]) < 1e-6 * max(1, deviation), "\(name)")
                #expect(
                    abs(found.variances[index] - item.variances[index]) < 1e-8 * item.variances[index],
                    "\(name) at \(golden.points[index])")
            }
        }
    }
}
