import Foundation
import Numerics
import Testing

@testable import PointProcesses

/// Likelihoods against closed forms, SciPy, mpmath and sums of our own that know no recursion.
@Suite struct LikelihoodTests {
    private func sequence(_ golden: Golden) throws -> EventSequence {
        try EventSequence(
            times: golden.times, exposure: golden.windows.map { try Exposure(start: $0[0], end: $0[1]) })
    }

    @Test func constantClosedForm() throws {
        let golden = try Golden.load()
        let found = try ConstantProcess(rates: [1.3]).likelihood([sequence(golden)])
        let mass: Double = 1.3 * 4.25
        let expected: Double = 7 * log(1.3) - mass
        #expect(abs(found.logLikelihood - expected) < 1e-12)
        #expect(abs(found.compensator - mass) < 1e-12)
        #expect(found.events == 7)
        #expect(abs(found.duration - 4.25) < 1e-12)
        #expect(abs(found.perEvent * 7 - found.logLikelihood) < 1e-12)
    }

    @Test func seasonAndTrendAgainstQuadrature() throws {
        let golden = try Golden.load()
        let season = LogLinearProcess(
            hasTrend: false, seasons: [Season(period: 2, harmonics: 2)], coefficients: [[0.3, 0.7, 0, 0, -0.4]])
        let trend = LogLinearProcess(hasTrend: true, center: 2.5, scale: 2, seasons: [], coefficients: [[0.2, -0.5]])
        for (process, expected) in [(season, golden.season), (trend, golden.trend)] {
            let found = try process.likelihood([sequence(golden)])
            #expect(abs(found.logLikelihood - expected[0]) < 1e-10)
            #expect(abs(found.compensator - expected[1]) < 1e-10)
        }
    }

    @Test func piecewiseByHand() throws {
        let golden = try Golden.load()
        let process = PiecewiseProcess(edges: [0, 1, 2], period: 2, rates: [[2, 0.5]])
        // 0.25...1: rate 2; 1...2: ½; 2...2.5: 2; 3...4: ½; 4...5: 2.
        let mass = 1.5 + 0.5 + 1 + 0.5 + 2
        let found = try process.likelihood([sequence(golden)])
        // 0.31, 0.5, 2.0, 4.5, 4.625 in the first piece; 1.75, 3.25 in the second.
        let expected: Double = 5 * log(2) + 2 * log(0.5) - mass
        #expect(abs(found.logLikelihood - expected) < 1e-12)
    }

    @Test func hawkesAgainstTheDoubleSum() throws {
        let golden = try Golden.load()
        let process = HawkesProcess(baseline: [0.4, 0.2], branching: [[0.3, 0.1], [0.5, 0.2]], decay: 1.7)
        let exposure = try golden.windows.map { try Exposure(start: $0[0], end: $0[1]) }
        let marks: [Int32] = [0, 1, 1, 0, 0, 1, 0]
        // Two events at one time do not excite each other.
        let times = [0.31, 0.5, 1.75, 1.75, 3.25, 4.5, 4.625]
        let sequence = try EventSequence(times: times, marks: marks, exposure: exposure)
        var expected = 0.0
        for (i, t) in times.enumerated() {
            var rate = process.baseline[Int(marks[i])]
            for (j, s) in times.enumerated() where s < t {
                rate += process.decay * process.branching[Int(marks[i])][Int(marks[j])] * exp(-process.decay * (t - s))
            }
            expected += log(rate)
        }
        for mark in 0..<2 {
            for window in exposure {
                expected -= process.baseline[mark] * window.length
                for (j, s) in times.enumerated() where s < window.end {
                    expected -=
                        process.branching[mark][Int(marks[j])]
                        * (exp(-process.decay * (max(window.start, s) - s)) - exp(-process.decay * (window.end - s)))
                }
            }
        }
        #expect(abs(try process.likelihood([sequence]).logLikelihood - expected) < 1e-12)
        #expect(abs(process.logLikelihood([sequence]).value - expected) < 1e-12)
    }

    @Test func renewalAgainstSciPy() throws {
        let golden = try Golden.load()
        let processes = [
            (RenewalProcess(waiting: .weibull, parameters: [[0.8, 1.7]]), golden.weibull),
            (RenewalProcess(waiting: .logNormal, parameters: [[0.2, 0.6]]), golden.lognormal),
        ]
        for (process, expected) in processes {
            for (wait, values) in zip(golden.waits, expected) {
                let exposure = [try Exposure(start: 10, end: 10 + wait)]
                // An event at the end leaves nothing to be cut short; none at all is cut short.
                let whole = try EventSequence(times: [10 + wait], exposure: exposure)
                let cut = try EventSequence(times: [], exposure: exposure)
                #expect(abs(try process.likelihood([whole]).logLikelihood - values[0]) < 1e-11)
                #expect(abs(try process.likelihood([cut]).logLikelihood - values[1]) < 1e-11)
                #expect(abs(process.logLikelihood([whole]).value - values[0]) < 1e-11)
                #expect(abs(process.logLikelihood([cut]).value - values[1]) < 1e-11)
            }
        }
    }

    @Test func specialFunctionsAgainstSciPy() throws {
        let golden = try Golden.load()
        for row in golden.gamma { #expect(abs(regularizedGammaP(row[0], row[1]) - row[2]) < 1e-13) }
        for row in golden.tail { #expect(abs(logNormalSurvival(row[0]) / row[1] - 1) < 1e-13) }
        for p in [0.001, 0.3, 0.99] { #expect(abs(regularizedGammaP(4.5, gammaQuantile(4.5, p)) - p) < 1e-12) }
        let test = KolmogorovSmirnov(probabilities: golden.ks.sample)
        #expect(abs(test.statistic - golden.ks.statistic) < 1e-14)
        #expect(abs(test.pValue - golden.ks.p) < 0.01)
    }

    /// Cutting exposure in two changes nothing for a Poisson process; shifting time changes nothing for any.
    @Test func splitAndShift() throws {
        let times = [0.5, 1.25, 1.5, 3.0]
        let one = try EventSequence(times: times, exposure: [try Exposure(start: 0, end: 4)])
        let two = try EventSequence(
            times: times, exposure: [try Exposure(start: 0, end: 2), try Exposure(start: 2, end: 4)])
        let moved = try EventSequence(times: times.map { $0 + 64 }, exposure: [try Exposure(start: 64, end: 68)])
        let season = LogLinearProcess(
            hasTrend: false, seasons: [Season(period: 2, harmonics: 1)], coefficients: [[0.1, 0.4, -0.2]])
        #expect(
            abs(try season.likelihood([one]).logLikelihood - season.likelihood([two]).logLikelihood) < 1e-12)
        let processes: [any PointProcess] = [
            season, ConstantProcess(rates: [2]), PiecewiseProcess(edges: [0, 1, 2], period: 2, rates: [[2, 0.5]]),
            HawkesProcess(baseline: [0.5], branching: [[0.4]], decay: 2),
            RenewalProcess(waiting: .weibull, parameters: [[1.3, 0.9]]),
            RenewalProcess(waiting: .logNormal, parameters: [[0.1, 0.9]]),
        ]
        for process in processes {
            #expect(
                abs(try process.likelihood([one]).logLikelihood - process.likelihood([moved]).logLikelihood) < 1e-11)
        }
    }

    @Test func sequencesRefuseWhatIsNone() throws {
        let window = try Exposure(start: 0, end: 10)
        func message(_ body: () throws -> Void) -> String {
            do {
                try body()
                return "nothing was thrown"
            } catch {
                return "\(error)"
            }
        }
        #expect(message { _ = try Exposure(start: 3, end: 3) }.contains("no positive length"))
        #expect(message { _ = try Exposure(start: 0, end: .infinity) }.contains("not finite"))
        #expect(message { _ = try EventSequence(name: "a", times: [2, 1], exposure: [window]) }.contains("not sorted"))
        #expect(message { _ = try EventSequence(times: [11], exposure: [window]) }.contains("outside the windows"))
        #expect(message { _ = try EventSequence(times: [.nan], exposure: [window]) }.contains("not finite"))
        #expect(message { _ = try EventSequence(times: [], exposure: []) }.contains("no window"))
        #expect(
            message { _ = try EventSequence(times: [], exposure: [window, Exposure(start: 9, end: 12)]) }
                .contains("overlap"))
    }

    @Test func aMillionSimultaneousEvents() throws {
        let sequence = try EventSequence(
            times: Array(repeating: 5, count: 1_000_000), exposure: [try Exposure(start: 0, end: 10)])
        let fit = ConstantProcess.fit([sequence], markCount: 1)
        #expect(fit.process.rates == [100_000])
        let expected: Double = 1e6 * log(1e5) - 1e6
        #expect(abs(try fit.process.likelihood([sequence]).logLikelihood - expected) < 1e-3)
        #expect(throws: EventError.self) {
            try RenewalProcess.fit([sequence], markCount: 1, waiting: .weibull)
        }
    }
}
