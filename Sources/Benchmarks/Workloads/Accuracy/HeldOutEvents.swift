import Continuum
import Foundation

extension Workload {
    /// Log likelihood of held-out event sequences (60 % train, 20 % validate, 20 % test) for each kind of intensity. `--data` is a
    /// CSV file of `seq,t`; `--rows` is the end of the exposure window, which begins at 0, and the period of seasonal intensities.
    static let heldOutEvents = Workload(
        name: "held-out-events", summary: "held-out likelihood of event sequences, 60/20/20, by kind of intensity",
        data: ""
    ) { settings in
        let end = Double(settings.rows)
        var options = ImportOptions()
        options.isEvents = true
        options.series = "seq"
        options.window = ["0", "\(settings.rows)"]
        let store = FileManager.default.temporaryDirectory.path + "/held-out-\(UUID().uuidString).sqlite"
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
        }
        _ = try Importer(path: store, options: options).run(settings.data)
        let collection = try ObservationStore(path: store).events()
        let clock = EventClock(collection)
        let sequences = try clock.sequences(collection, marks: [""]).sequences
        // A seeded shuffle: the first three fifths train, the next fifth chooses, the last is scored.
        var random = RandomStream(seed: settings.seed, series: 77)
        let order = sequences.indices.map { (random.uniform(), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        let count = sequences.count
        let training = order[..<(count * 6 / 10)].map { sequences[$0] }
        let validation = order[(count * 6 / 10)..<(count * 8 / 10)].map { sequences[$0] }
        let test = order[(count * 8 / 10)...].map { sequences[$0] }
        var measurements = Measurements()
        measurements.numbers["test_sequences"] = Double(test.count)
        for kind in [IntensityKind.constant, .piecewise, .logLinear, .hawkes, .latentODE] {
            var fit = EventFitSettings()
            fit.kind = kind
            fit.seed = settings.seed
            if kind == .piecewise || kind == .logLinear { fit.periods = [end] }
            // The latent ODE chooses its epoch by the second part; the others have nothing to choose.
            fit.validation = Double(validation.count) / Double(training.count + validation.count)
            let data = kind == .latentODE ? training + validation : training
            guard
                let model = try FittedEvents.fit(
                    data, marks: [""], clock: clock, settings: fit, threads: settings.threads)
            else { continue }
            let found = try model.likelihood(of: test, threads: settings.threads)
            measurements.numbers["\(kind.rawValue)_per_event"] = found.perEvent
            measurements.numbers["\(kind.rawValue)_per_sequence"] = found.perSequence
        }
        return measurements
    }
}
