import Foundation
import ObservationStore

extension Workload {
    /// Import of a generated long file; beside it, where the `sqlite3` shell is there, its `.import` of the same file into a
    /// plain table and a unique index on (series, variable, time), in turns.
    static let importRows = Workload(
        name: "import", summary: "import of --rows generated rows, in turns with the sqlite3 shell", data: ""
    ) { settings in
        let folder = try ScratchFolder()
        let file = try folder.writeRows(settings.rows)
        var measured = Measurements()
        var ours: [Double] = []
        var theirs: [Double] = []
        for turn in 0..<(settings.iterations ?? 3) {
            ours.append(
                try seconds {
                    let report = try Importer(path: "\(folder.path)/\(turn).sqlite", options: ImportOptions()).run(file)
                    guard report.rowsStored == settings.rows else {
                        throw BenchmarkError("\(report.rowsStored) of \(settings.rows) rows were stored")
                    }
                })
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(turn).sqlite")
            if let shell = try shellSeconds(file, folder.path) { theirs.append(shell) }
        }
        measured.add(seconds: ours)
        measured.numbers["rows"] = Double(settings.rows)
        measured.numbers["rows_per_second"] = Double(settings.rows) / (measured.numbers["seconds_median"] ?? .nan)
        if !theirs.isEmpty {
            let median = theirs.sorted()[theirs.count / 2]
            measured.numbers["sqlite3_seconds_median"] = median
            measured.numbers["speed_over_sqlite3"] = median / (measured.numbers["seconds_median"] ?? .nan)
        }
        return measured
    }

    private static func shellSeconds(_ file: String, _ folder: String) throws -> Double? {
        let store = "\(folder)/shell.sqlite"
        let script = """
            CREATE TABLE t(series TEXT, variable TEXT, time REAL, value REAL);
            .mode csv
            .import --skip 1 \(file) t
            CREATE UNIQUE INDEX i ON t(series, variable, time);
            """
        try script.write(toFile: "\(folder)/shell.sql", atomically: false, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", store]
        process.standardInput = FileHandle(forReadingAtPath: "\(folder)/shell.sql")
        process.standardError = FileHandle.nullDevice
        let taken = try seconds {
            try process.run()
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: store)
        return process.terminationStatus == 0 ? taken : nil
    }
}
