import PointProcesses
import Workbenches

extension Workload {
    /// Coverage of 95 % maximum-likelihood intervals on simulated data sets of each classical family: 200, or `--iterations`.
    static let likelihoodCoverage = Workload(
        name: "mle-coverage", summary: "coverage of point processes' 95 % intervals on simulated data sets", data: ""
    ) { settings in
        var measurements = Measurements()
        for family in try MaximumLikelihoodCoverage.run(dataSets: settings.iterations ?? 200, seed: settings.seed) {
            measurements.numbers["\(family.name)_intervals"] = Double(family.intervals)
            measurements.numbers["\(family.name)_covered"] = Double(family.covered) / Double(family.intervals)
            measurements.numbers["\(family.name)_within_two_errors"] =
                Double(family.withinTwo) / Double(family.intervals)
        }
        return measurements
    }
}
