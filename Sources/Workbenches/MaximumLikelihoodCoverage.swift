import Foundation
import Lanes
import PointProcesses

/// How often the 95 % intervals of maximum likelihood cover the truth, counted on simulated data sets.
package struct MaximumLikelihoodCoverage: Sendable, CustomStringConvertible {
    /// The family.
    package var name: String
    /// Intervals looked at: data sets times parameters.
    package var intervals = 0
    /// Those that hold the truth.
    package var covered = 0
    /// Estimates within two standard errors of the truth.
    package var withinTwo = 0

    package var description: String {
        "\(name): \(covered) of \(intervals) covered, \(withinTwo) within two standard errors"
    }

    /// Simulates and fits `dataSets` data sets of each family, by thinning and inversion in turn.
    ///
    /// - Parameter share: of the usual length of a data set.
    package static func run(dataSets: Int, seed: UInt64, share: Double = 1) throws -> [MaximumLikelihoodCoverage] {
        [
            try count("constant", ConstantProcess(rates: [2]), 150 * share, dataSets, seed) { data in
                let fit = ConstantProcess.fit(data, markCount: 1)
                return fit.counts.estimates(names: ["rate"])
            },
            try count(
                "piecewise", PiecewiseProcess(edges: [0, 1, 3], period: 3, rates: [[4, 1]]), 150 * share, dataSets, seed
            ) { data in
                let fit = PiecewiseProcess.fit(data, markCount: 1, edges: [0, 1, 3], period: 3)
                return fit.counts.estimates(names: ["a", "b"])
            },
            try count(
                "log-linear",
                LogLinearProcess(
                    hasTrend: true, center: 75, scale: 75, seasons: [Season(period: 10, harmonics: 1)],
                    coefficients: [[0.7, 0.4, 0.5, -0.3]]), 150 * share, dataSets, seed
            ) { data in
                let fit = try LogLinearProcess.fit(
                    data, markCount: 1, hasTrend: true, seasons: [Season(period: 10, harmonics: 1)])
                return fit.process.estimates(marks: [""], covariance: fit.covariance)
            },
            try count(
                "hawkes", HawkesProcess(baseline: [1], branching: [[0.5]], decay: 2), 400 * share, dataSets, seed
            ) { data in
                let fit = try HawkesProcess.fit(data, markCount: 1)
                return fit.process.estimates(marks: [""], covariance: fit.covariance)
            },
            try count(
                "weibull", RenewalProcess(waiting: .weibull, parameters: [[1.4, 0.5]]), 100 * share, dataSets, seed
            ) { data in
                let fit = try RenewalProcess.fit(data, markCount: 1, waiting: .weibull)
                return fit.process.estimates(marks: [""], covariance: fit.covariance)
            },
            try count(
                "log-normal", RenewalProcess(waiting: .logNormal, parameters: [[-0.7, 0.6]]), 100 * share, dataSets,
                seed
            ) { data in
                let fit = try RenewalProcess.fit(data, markCount: 1, waiting: .logNormal)
                return fit.process.estimates(marks: [""], covariance: fit.covariance)
            },
        ]
    }

    private static func count(
        _ name: String, _ truth: some ParametricProcess, _ duration: Double, _ dataSets: Int, _ seed: UInt64,
        _ fit: ([EventSequence]) throws -> [ParameterEstimate]
    ) throws -> MaximumLikelihoodCoverage {
        var found = MaximumLikelihoodCoverage(name: name)
        let names = truth.parameterNames(marks: [""])
        let values = zip(names, truth.theta).map { $0.isLogarithm ? exp($1) : $1 }
        for index in 0..<dataSets {
            var random = RandomStream(seed: seed, series: seriesKey(name), sample: UInt32(index))
            let data = try truth.simulate(
                [try Exposure(start: 0, end: duration)], method: index % 2 == 0 ? .thinning : .inversion,
                random: &random)
            for (estimate, value) in zip(try fit([data]), values) {
                guard let error = estimate.standardError, let low = estimate.low, let high = estimate.high else {
                    found.intervals += 1
                    continue
                }
                found.intervals += 1
                if low <= value, value <= high { found.covered += 1 }
                if abs(estimate.value - value) <= 2 * error { found.withinTwo += 1 }
            }
        }
        return found
    }
}
