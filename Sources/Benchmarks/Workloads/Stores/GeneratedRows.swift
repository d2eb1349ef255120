import Foundation

/// A folder that goes away with its owner.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/continuum-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a long CSV file of `rows` rows, sorted by series: 200 irregular times of 5 variables a series.
    func writeRows(_ rows: Int) throws -> String {
        let file = path + "/rows.csv"
        guard FileManager.default.createFile(atPath: file, contents: nil),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw BenchmarkError("cannot write \(file)") }
        defer { try? handle.close() }
        let names = ["pulse", "lactate", "sodium", "glucose", "ph"]
        var text = "series,variable,time,value\n"
        for row in 0..<rows {
            let series = row / 1000
            let point = row % 200
            let jitter = Double((row &* 7919) % 997) / 1000
            let value = Double((row &* 104_729) % 100_003) / 250
            text += "s\(series),\(names[row / 200 % 5]),\(Double(point) + jitter),\(value)\n"
            if text.utf8.count > 1 << 20 || row == rows - 1 {
                try handle.write(contentsOf: Data(text.utf8))
                text.removeAll(keepingCapacity: true)
            }
        }
        return file
    }
}
