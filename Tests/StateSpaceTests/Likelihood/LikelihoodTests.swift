import Crew
import Foundation
import StateSpace
import Testing

/// The filter's log likelihood against a dense Gaussian process.
@Suite struct LikelihoodTests {
    @Test(arguments: ModelsUnderTest.all) func agreesWithTheDenseProcess(model: LinearModel) throws {
        for count in [1, 2, 60] {
            let rows = ModelsUnderTest.rows(count, channels: model.channels, seed: UInt64(count))
            let known = try #require(DenseProcess(model, rows)).logLikelihood
            #expect(abs(model.logLikelihood(rows) - known) < 1e-9 * abs(known), "\(model), \(count) rows")
        }
    }

    @Test func originBeforeTheRows() throws {
        let model = LinearModel([.slope(diffusion: 0.3, start: 1, startSlope: 0.2)], noise: 0.1)
        let rows = ObservationRows(times: [1, 2, 4], channels: [0, 0, 0], values: [1, 0, 2], origin: -2.5)
        let known = try #require(DenseProcess(model, rows)).logLikelihood
        #expect(abs(model.logLikelihood(rows) - known) < 1e-12 * abs(known))
    }

    @Test func noRows() { #expect(ModelsUnderTest.coupled.logLikelihood(ObservationRows(times: [], values: [])) == 0) }

    @Test func noTerms() {
        let model = LinearModel([], noise: 2, mean: 1)
        let found = model.logLikelihood(ObservationRows(times: [0, 0, 3], values: [1, 3, -1]))
        #expect(abs(found + 1.5 * log(2 * .pi) + 3 * log(2) + 1) < 1e-14)
    }

    /// Numbers that a search may try give no finite value, and no trap.
    @Test(arguments: [
        ProcessTerm.matern32(deviation: .nan, lengthScale: 1), .matern32(deviation: 1, lengthScale: .nan),
        .matern52(deviation: .infinity, lengthScale: 1),
        .quasiPeriodic(deviation: 1, period: 0, lengthScale: 1, harmonics: 2),
        .slope(diffusion: 1e200, start: 1, startSlope: 1),
    ]) func numbersOutOfRange(term: ProcessTerm) {
        let rows = ModelsUnderTest.rows(20, channels: 1, seed: 1)
        for noise in [0.1, 1e-9] {
            let model = LinearModel([term], noise: noise)
            #expect(!model.logLikelihood(rows).isFinite, "\(term)")
            #expect(!model.logLikelihoodGradient(rows).value.isFinite)
        }
    }

    /// Scales so short or so small that a term is nothing or white noise.
    @Test(arguments: [
        ProcessTerm.matern32(deviation: 1, lengthScale: 1e-300), .matern52(deviation: 1, lengthScale: 1e-12),
        .matern12(deviation: 1e-200, lengthScale: 1), .matern52(deviation: 1, lengthScale: 1e12),
        .quasiPeriodic(deviation: 1, period: 1e9, lengthScale: 1e9, harmonics: 1),
    ]) func extremeScales(term: ProcessTerm) {
        let rows = ModelsUnderTest.rows(20, channels: 1, seed: 1)
        let model = LinearModel([term], noise: 0.1)
        let (value, gradient) = model.logLikelihoodGradient(rows)
        #expect(value.isFinite && gradient.allSatisfy(\.isFinite), "\(term): \(value), \(gradient)")
        let known = DenseProcess(model, rows)?.logLikelihood
        #expect(known.map { abs(value - $0) < 1e-8 * abs($0) } ?? true, "\(term)")
    }

    @Test func seriesAddUpOnAnyThreads() {
        let model = ModelsUnderTest.coupled
        let series = (0..<7).map { ModelsUnderTest.rows(10 + $0, channels: 3, seed: UInt64($0)) }
        let known = series.map { model.logLikelihood($0) }.reduce(0, +)
        #expect(model.logLikelihood(of: series) == known)
        for threads in [1, 2, 3] {
            #expect(model.logLikelihood(of: series, crew: WorkCrew(threads: threads)) == known)
        }
    }
}
