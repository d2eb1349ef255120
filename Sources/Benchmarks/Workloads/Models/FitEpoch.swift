import Forecasting
import Foundation
import ObservationStore

extension Workload {
    /// A fit epoch over a generated store of --rows observations that are read in parts of 500 series.
    static let fitEpoch = Workload(
        name: "epoch", summary: "fit epoch over a generated store of --rows observations, read in parts", data: "",
        prepare: { $0.rows = 10_000_000 },
        run: { settings in
            let folder = try ScratchFolder()
            let path = "\(folder.path)/epoch.sqlite"
            do {
                let file = try folder.writeRows(settings.rows)
                _ = try Importer(path: path, options: ImportOptions()).run(file)
                try FileManager.default.removeItem(atPath: file)
            }
            let store = try ObservationStore(path: path)
            let names = try store.seriesNames()
            let size = 500
            func part(_ first: Int) throws -> ObservationFilter {
                ObservationFilter(series: Array(names[first..<min(first + size, names.count)]))
            }
            var plan = FitSettings()
            plan.training.epochs = 1
            // As a fit of so many series chooses it.
            plan.training.batch = 256
            plan.seed = settings.seed
            let trainer = try LatentODETrainer(
                try store.observations(part(0)), settings: plan, threads: settings.threads)
            var measured = Measurements()
            var durations: [Duration] = []
            for _ in 0..<(settings.iterations ?? 1) {
                var first = 0
                let taken = try Duration.of {
                    let (loss, scored) = try trainer.epoch {
                        guard first < names.count else { return nil }
                        defer { first += size }
                        return try store.observations(part(first))
                    }
                    measured.numbers["loss"] = loss
                    measured.numbers["observations_scored"] = Double(scored)
                }
                durations.append(taken)
            }
            measured.add(durations)
            measured.numbers["rows"] = Double(settings.rows)
            measured.numbers["microseconds_per_observation"] =
                (measured.numbers["seconds_median"] ?? .nan) / Double(settings.rows) * 1e6
            measured.numbers["cpu_microseconds_per_observation"] =
                (measured.numbers["cpu_seconds_median"] ?? .nan) / Double(settings.rows) * 1e6
            return measured
        })
}
