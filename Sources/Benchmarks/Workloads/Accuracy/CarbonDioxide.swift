import Forecasting
import TimeSeries

extension Workload {
    /// Accuracy on the weekly CO2 record: the year 1985, hidden, is interpolated, and the years from 2000 on are forecast.
    static let carbonDioxide = Workload(
        name: "co2", summary: "accuracy: a removed year interpolated and the last two years forecast", data: "datasets"
    ) { settings in
        let whole = try SeriesCollection.imported(["\(settings.data)/co2_weekly.csv.gz"])
        func year(_ year: Int64) -> Moment {
            // 1985 and 2000 begin 5479 and 10957 days after 1970.
            .calendar(microseconds: (year == 1985 ? 5479 : year == 1986 ? 5844 : 10957) * 86_400_000_000)
        }
        let gap = year(1985)..<year(1986)
        let seen = whole.filtered { _, row in !gap.contains(whole.times[row]) && whole.times[row] < year(2000) }
        var fit = FitSettings()
        fit.seed = settings.seed
        let trainer = try LatentODETrainer(seen, settings: fit, threads: settings.threads)
        var measured = Measurements()
        measured.add(seconds: [try seconds { _ = try trainer.run() }])
        let forecaster = try trainer.forecaster()
        var options = PredictionOptions()
        options.quantiles = ForecastScore.workloadLevels
        for (name, kind) in [("interpolation_", PredictionKind.interpolation), ("forecast_", .forecast)] {
            let rows = whole.rows(of: 0).filter {
                kind == .forecast ? whole.times[$0] >= year(2000) : gap.contains(whole.times[$0])
            }
            let request = PredictionRequest(series: 0, times: rows.map { whole.times[$0] })
            let said = try forecaster.predict(seen, [request], kind: kind, options: options)[0]
            if let failure = said.failure { throw failure }
            var score = ForecastScore(levels: ForecastScore.workloadLevels)
            for (index, row) in rows.enumerated() {
                score.add(
                    observed: whole.values[row], point: said.means[index],
                    quantiles: said.quantiles[index * 5..<index * 5 + 5])
            }
            score.write(name, to: &measured)
        }
        measured.numbers["seed"] = Double(settings.seed)
        return measured
    }
}
