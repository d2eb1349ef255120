import ObservationStore
import TimeSeries

extension Workload {
    /// Reading of a whole generated store into ragged columns.
    static let scanRows = Workload(
        name: "scan", summary: "reading of a store of --rows observations into memory", data: ""
    ) { settings in
        let folder = try ScratchFolder()
        let file = try folder.writeRows(settings.rows)
        let path = "\(folder.path)/scan.sqlite"
        _ = try Importer(path: path, options: ImportOptions()).run(file)
        let store = try ObservationStore(path: path)
        var measured = Measurements()
        var times: [Double] = []
        for _ in 0..<(settings.iterations ?? 5) {
            times.append(
                try seconds {
                    let count = try store.observations().values.count
                    guard count == settings.rows else {
                        throw BenchmarkError("\(count) of \(settings.rows) came back")
                    }
                })
        }
        measured.add(seconds: times)
        measured.numbers["rows"] = Double(settings.rows)
        measured.numbers["rows_per_second"] = Double(settings.rows) / (measured.numbers["seconds_median"] ?? .nan)
        return measured
    }
}
