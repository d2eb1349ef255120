import Crew
import Foundation
import Lanes
import StateSpace

extension Workload {
    /// One series of --rows rows at Poisson times, and --series series of a hundred rows, under a Matérn term and a season.
    static let stateSpace = Workload(
        name: "state-space",
        summary: "state space: likelihood, gradient, and the variance at a point by each of --rows rows", data: "",
        prepare: { $0.rows = 1_000_000 },
        run: { settings in
            let model = LinearModel(
                [
                    .matern32(deviation: 1, lengthScale: 10),
                    .quasiPeriodic(deviation: 0.5, period: 7, lengthScale: 200, harmonics: 1),
                ], noise: 0.1)
            let rows = made(settings.rows, series: 0, seed: settings.seed)
            let points = rows.times.map { ProcessPoint(time: $0 + 0.01) }
            let crew = WorkCrew(threads: settings.threads)
            var measured = Measurements()
            var posteriors: [Duration] = []
            var likelihoods: [Duration] = []
            var gradients: [Duration] = []
            for _ in 0..<(settings.iterations ?? 3) {
                var value = 0.0
                likelihoods.append(Duration.of { value = model.logLikelihood(rows) })
                measured.numbers["log_likelihood_a_row"] = value / Double(settings.rows)
                gradients.append(Duration.of { value = model.logLikelihoodGradient(rows).value })
                posteriors.append(
                    Duration.of {
                        let found = model.posterior(given: rows, at: points, crew: crew)
                        measured.numbers["mean_variance"] = found.variances.reduce(0, +) / Double(points.count)
                    })
            }
            measured.add(posteriors)
            let count = Double(settings.rows)
            let likelihood = likelihoods.map(\.processor).min() ?? .nan
            measured.numbers["rows"] = count
            measured.numbers["state_size"] = Double(model.stateSize)
            measured.numbers["likelihood_cpu_nanoseconds_a_row"] = likelihood / count * 1e9
            measured.numbers["gradient_in_likelihoods"] = (gradients.map(\.processor).min() ?? .nan) / likelihood
            measured.numbers["posterior_cpu_nanoseconds_a_row"] =
                (posteriors.map(\.processor).min() ?? .nan) / count * 1e9
            let series = (0..<settings.series).map { made(100, series: UInt32($0 + 1), seed: settings.seed) }
            let shared = (0..<(settings.iterations ?? 3)).map { _ in
                Duration.of {
                    measured.numbers["series_log_likelihood"] =
                        model.logLikelihoodGradient(of: series, crew: crew).value
                }
            }
            measured.numbers["series"] = Double(series.count)
            measured.numbers["series_gradient_seconds"] = shared.map(\.wall).min()
            measured.numbers["series_gradient_cpu_seconds"] = shared.map(\.processor).min()
            return measured
        })

    /// Rows one unit of time apart on average: a wave with noise.
    private static func made(_ count: Int, series: UInt32, seed: UInt64) -> ObservationRows {
        let random = Philox4x32(seed: seed)
        var time = 0.0
        let times = (0..<count).map { row in
            time -= log(random.uniform(SIMD4(0, series, UInt32(truncatingIfNeeded: row), 0)))
            return time
        }
        return ObservationRows(
            times: times,
            values: times.enumerated().map { row, time in
                sin(time / 10)
                    + 0.1 * random.normal(epoch: 0, series: series, sample: UInt32(truncatingIfNeeded: row), index: 1)
            })
    }
}
