import Foundation
import Testing
import Workbenches

@testable import PointProcesses

/// Maximum likelihood: gradients, closed forms, and what it finds in simulated data.
@Suite struct FitTests {
    /// Central differences of `value` against `gradient`, relative to 1 + |difference|.
    private func expectGradient<Process: ParametricProcess>(
        of process: Process, _ value: (Process) -> (value: Double, gradient: [Double])
    ) {
        let theta = process.theta
        let gradient = value(process).gradient
        for index in theta.indices {
            var above = theta
            var below = theta
            above[index] += 1e-5
            below[index] -= 1e-5
            let difference =
                (value(process.replacing(theta: above)).value - value(process.replacing(theta: below)).value) / 2e-5
            #expect(abs(gradient[index] - difference) < 1e-6 * (1 + abs(difference)), "\(Process.self) \(index)")
        }
    }

    private func marked() throws -> [EventSequence] {
        [
            try EventSequence(
                times: [0.31, 0.5, 1.75, 1.75, 3.25, 4.5, 4.625], marks: [0, 1, 1, 0, 0, 1, 0],
                exposure: [try Exposure(start: 0.25, end: 2.5), try Exposure(start: 3, end: 5)])
        ]
    }

    @Test func gradients() throws {
        let data = try marked()
        expectGradient(of: HawkesProcess(baseline: [0.4, 0.2], branching: [[0.3, 0.1], [0.5, 0.2]], decay: 1.7)) {
            $0.logLikelihood(data)
        }
        for waiting in WaitingTime.allCases {
            expectGradient(of: RenewalProcess(waiting: waiting, parameters: [[0.8, 1.7], [1.2, 0.6]])) {
                $0.logLikelihood(data)
            }
        }
    }

    @Test func ratesAreCountsOverTime() throws {
        let data = try marked()
        let constant = ConstantProcess.fit(data, markCount: 2)
        let rates: [Double] = [4 / 4.25, 3 / 4.25]
        #expect(constant.process.rates == rates)
        let piecewise = PiecewiseProcess.fit(data, markCount: 2, edges: [0, 2, 5], period: nil)
        let exposure: [Double] = [1.75, 2.5]
        let pieces: [[Double]] = [[2 / 1.75, 2 / 2.5], [2 / 1.75, 1 / 2.5]]
        #expect(piecewise.counts.exposure == exposure)
        #expect(piecewise.process.rates == pieces)
    }

    @Test func noEventsBoundTheRate() throws {
        let empty = try EventSequence(times: [], exposure: [try Exposure(start: 0, end: 100)])
        let fit = ConstantProcess.fit([empty], markCount: 1)
        let estimate = fit.counts.estimates(names: ["rate"])[0]
        #expect(estimate.value == 0 && estimate.standardError == nil)
        // So high a rate leaves 100 time units empty with probability 0.05.
        let high = estimate.high ?? 0
        #expect(abs(exp(-high * 100) - 0.05) < 1e-12)
    }

    /// Newton's answer is where the gradient is zero: the events' features equal their integral.
    @Test func logLinearScoreIsZero() throws {
        var random = RandomStream(seed: 3)
        let truth = LogLinearProcess(
            hasTrend: true, center: 50, scale: 50, seasons: [Season(period: 10, harmonics: 1)],
            coefficients: [[0.8, 0.5, 0.6, -0.3]])
        let data = try truth.simulate([try Exposure(start: 0, end: 100)], random: &random)
        let fit = try LogLinearProcess.fit([data], markCount: 1, hasTrend: true, seasons: truth.seasons)
        #expect(fit.isConverged)
        var score = [Double](repeating: 0, count: 4)
        for time in data.times { for (index, x) in truth.design(time).enumerated() { score[index] += x } }
        // A Riemann sum of our own.
        let n = 20_000
        for index in 0..<n {
            let x = truth.design((Double(index) + 0.5) * 100 / Double(n))
            let rate = exp(zip(x, fit.process.coefficients[0]).reduce(0) { $0 + $1.0 * $1.1 })
            for feature in 0..<4 { score[feature] -= rate * x[feature] * 100 / Double(n) }
        }
        for value in score { #expect(abs(value) < 1e-4) }
        for (index, value) in fit.process.coefficients[0].enumerated() {
            let error = (fit.covariance?[index][index] ?? 0).squareRoot()
            let distance = abs(value - truth.coefficients[0][index])
            #expect(error > 0 && distance < 3 * error)
        }
    }

    /// Four short data sets of each family; `Benchmarks mle-coverage` counts two hundred long ones. Of 56 intervals that cover
    /// with probability 0.95, fewer than 46 do so less than once in a thousand times.
    @Test func estimatesFindTheTruth() throws {
        let found = try MaximumLikelihoodCoverage.run(dataSets: 4, seed: 5, share: 0.3)
        let intervals = found.reduce(0) { $0 + $1.intervals }
        #expect(intervals == 56)
        #expect(found.reduce(0) { $0 + $1.covered } >= 46, "\(found)")
        #expect(found.reduce(0) { $0 + $1.withinTwo } >= 46, "\(found)")
    }
}
