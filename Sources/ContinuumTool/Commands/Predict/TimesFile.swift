import Continuum
import Foundation

/// Reads `--at-file`: columns series and time, or time alone.
enum TimesFile {
    static func read(_ path: String, reader: TimeReader) throws -> PredictionTimes {
        var reader = reader
        let table = try CSVTable(path: path)
        guard let time = table.columns.firstIndex(of: "time") else {
            throw StoreError.badInput(
                "\(path): there is no column time; the columns are \(table.columns.joined(separator: ", "))")
        }
        let series = table.columns.firstIndex(of: "series")
        var shared: [Moment] = []
        var bySeries: [String: [Moment]] = [:]
        for (line, row) in table.rows {
            guard row.count == table.columns.count else {
                throw StoreError.badInput("\(path):\(line): \(row.count) fields, the header has \(table.columns.count)")
            }
            do throws(TimeError) {
                let moment = try reader.read(row[time])
                if let series { bySeries[row[series], default: []].append(moment) } else { shared.append(moment) }
            } catch {
                throw StoreError.badInput("\(path):\(line): time '\(row[time])' \(error)")
            }
        }
        guard !table.rows.isEmpty else { throw StoreError.badInput("\(path) has no rows") }
        return series == nil ? .at(shared) : .bySeries(bySeries)
    }
}
