import Foundation
import TimeSeries

/// Finds columns by the name given, by a usual name or by their contents.
struct ColumnFinder {
    /// The file's name in errors.
    let file: String
    /// Names of the columns.
    let columns: [String]
    /// The first rows.
    let rows: [[String]]
    /// Texts that stand for no value.
    let missing: [String]
    /// Columns of measurement errors, which nothing else is looked for in.
    var taken: Set<Int> = []

    /// The column called `name`.
    func column(_ name: String, _ role: CSVError.ColumnRole) throws(CSVError) -> Int {
        if let index = columns.firstIndex(of: name) { return index }
        let separators: [Character] = [",", ";", "\t", "|"]
        throw .unknownColumn(
            file: file, name: name, role: role, columns: columns, near: Nearest.names(to: name, among: columns),
            separator: columns.count == 1 ? separators.first(where: columns[0].contains) : nil)
    }

    /// The column called `name`, or without a name the first of a usual name, or none.
    func find(_ name: String?, _ role: CSVError.ColumnRole) throws(CSVError) -> Int? {
        if let name { return try column(name, role) }
        let lower = columns.map { $0.lowercased() }
        for candidate in Self.usualNames(role) {
            if let index = lower.firstIndex(of: candidate), !taken.contains(index) { return index }
        }
        return nil
    }

    private static func usualNames(_ role: CSVError.ColumnRole) -> [String] {
        switch role {
        case .series: ["series", "series_id", "unique_id", "item_id", "id"]
        case .time: ["time", "timestamp", "ds", "date", "datetime", "t"]
        case .variable: ["variable", "channel", "param", "parameter", "sensor"]
        case .value: ["value", "y", "target"]
        case .values, .error, .staticValue, .mark, .windowStart, .windowEnd: []
        }
    }

    /// The time column: by name, else the only one whose cells are all ISO 8601 times.
    func time(_ name: String?) throws(CSVError) -> Int {
        if let index = try find(name, .time) { return index }
        var reader = TimeReader(.iso8601, timeZone: .gmt)
        let fitting = columns.indices.filter { column in
            let texts = taken.contains(column) ? [] : samples(column)
            return !texts.isEmpty && texts.allSatisfy { (try? reader.read($0)) != nil }
        }
        guard fitting.count == 1 else { throw .unrecognizedColumn(file: file, role: .time, columns: columns) }
        return fitting[0]
    }

    /// The cells of a column that are not missing, among the first rows.
    func samples(_ column: Int) -> [String] {
        rows.compactMap { row in
            guard column < row.count else { return nil }
            let text = row[column].trimmingCharacters(in: .whitespaces)
            return missing.contains(text) ? nil : text
        }
    }

    /// Whether most cells are numbers. The others are then bad rows, which are named, rather than a column left out in silence.
    private func isNumeric(_ column: Int) -> Bool {
        let texts = samples(column)
        let numbers = texts.filter { text in
            Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) != nil }
        }
        return numbers.count * 2 > texts.count
    }

    /// The layout that the options ask for, else long where usual names are found, else wide.
    ///
    /// - Parameter used: columns that serve something else.
    func layout(_ options: ImportOptions, used: Set<Int>) throws(CSVError) -> ImportPlan.Layout {
        if options.isEvents {
            guard let name = options.mark else { return .events(mark: nil) }
            return .events(mark: try column(name, .mark))
        }
        if options.mark != nil { throw .invalidOptions(.markWithoutEvents) }
        if let list = options.variables {
            guard options.variable == nil, options.value == nil else { throw .invalidOptions(.wideAndLong) }
            var wide: [(column: Int, name: String, error: Int?)] = []
            for name in list { wide.append((try column(name, .values), name, nil)) }
            if let clash = wide.first(where: { used.contains($0.column) }) {
                throw .invalidOptions(.columnUsedTwice(clash.name))
            }
            return .wide(wide)
        }
        let variable = try find(options.variable, .variable)
        var value = try find(options.value, .value)
        if options.variable != nil, value == nil {
            let others = columns.indices.filter { !used.contains($0) && $0 != variable && isNumeric($0) }
            guard others.count == 1 else { throw .unrecognizedColumn(file: file, role: .value, columns: columns) }
            value = others[0]
        }
        if let variable, let value, !used.contains(variable), !used.contains(value) {
            return .long(variable: variable, value: value, error: nil)
        }
        if options.value != nil, let value { return .wide([(value, columns[value], nil)]) }
        let wide = columns.indices.filter { !used.contains($0) && isNumeric($0) }
        guard !wide.isEmpty else { throw .unrecognizedColumn(file: file, role: .values, columns: columns) }
        return .wide(wide.map { ($0, columns[$0], nil) })
    }
}
