import TimeSeries

extension ForecastScore {
    /// Levels of the quantiles that the accuracy workloads ask for.
    static let workloadLevels = [0.05, 0.25, 0.5, 0.75, 0.95]

    /// Adds the figures to `measured`, their names beginning with `prefix`.
    func write(_ prefix: String, to measured: inout Measurements) {
        measured.numbers["\(prefix)rmse"] = rootMeanSquaredError
        measured.numbers["\(prefix)mae"] = meanAbsoluteError
        measured.numbers["\(prefix)coverage_50"] = coverage(of: 0.5)
        measured.numbers["\(prefix)coverage_90"] = coverage(of: 0.9)
        measured.numbers["\(prefix)width_90"] = width(of: 0.9)
        measured.numbers["\(prefix)values"] = Double(count)
    }
}
