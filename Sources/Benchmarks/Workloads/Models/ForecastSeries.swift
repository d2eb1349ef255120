import Forecasting
import ObservationStore
import TimeSeries

extension Workload {
    /// Forecasts of 1,000 series at 100 times each with 100 draws from the posterior, by a model of one epoch.
    static let forecastSeries = Workload(
        name: "forecast", summary: "forecasts of --batch series at 100 times with 100 draws", data: ""
    ) { settings in
        let folder = try ScratchFolder()
        let count = settings.batch ?? 1000
        let path = "\(folder.path)/forecast.sqlite"
        _ = try Importer(path: path, options: ImportOptions()).run(try folder.writeRows(1000 * count))
        let collection = try ObservationStore(path: path).observations()
        var plan = FitSettings()
        plan.training.epochs = 1
        plan.seed = settings.seed
        let trainer = try LatentODETrainer(collection, settings: plan, threads: settings.threads)
        _ = try trainer.run()
        let forecaster = try trainer.forecaster()
        let requests = (0..<collection.count).map { series in
            PredictionRequest(series: series, times: (0..<100).map { Moment.numeric(200 + Double($0) * 0.5) })
        }
        var options = PredictionOptions()
        options.draws = 100
        options.threads = settings.threads
        options.seed = settings.seed
        var measured = Measurements()
        var durations: [Duration] = []
        for _ in 0..<(settings.iterations ?? 3) {
            let taken = try Duration.of {
                let found = try forecaster.predict(collection, requests, kind: .forecast, options: options)
                guard found.count == requests.count else { throw BenchmarkError("\(found.count) forecasts came back") }
                measured.numbers["failed"] = Double(found.count { $0.failure != nil })
            }
            durations.append(taken)
        }
        measured.add(durations)
        measured.numbers["series"] = Double(collection.count)
        measured.numbers["values_per_second"] =
            Double(collection.count * 100 * collection.variables.count) / (measured.numbers["seconds_median"] ?? .nan)
        return measured
    }
}
