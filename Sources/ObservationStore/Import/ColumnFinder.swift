import Foundation
import TimeSeries

/// Finds columns by name, usual name or contents.
struct ColumnFinder {
    let file: String
    let columns: [String]
    let rows: [[String]]
    let missing: [String]

    /// The column called `name`.
    func column(_ name: String, option: String) throws(StoreError) -> Int {
        if let index = columns.firstIndex(of: name) { return index }
        var message = "\(file): there is no column \(name) (\(option)); the columns are \(list)"
        let near = Nearest.names(to: name, among: columns)
        if let first = near.first { message += "; did you mean \(first)?" }
        if columns.count == 1, let other = [",", ";", "\t", "|"].first(where: { columns[0].contains($0) }) {
            message +=
                "; the line looks split by '\(other == "\t" ? "tab" : other)': say --delimiter '\(other == "\t" ? "tab" : other)'"
        }
        throw .badInput(message)
    }

    private var list: String {
        columns.prefix(30).joined(separator: ", ") + (columns.count > 30 ? ", … (\(columns.count))" : "")
    }

    /// The column called `name`, or one of a usual name, or none.
    func find(_ name: String?, _ usual: [String], option: String) throws(StoreError) -> Int? {
        if let name { return try column(name, option: option) }
        let lower = columns.map { $0.lowercased() }
        for candidate in usual {
            if let index = lower.firstIndex(of: candidate) { return index }
        }
        return nil
    }

    /// The time column: by name, else the only one whose cells are all ISO 8601 times.
    func time(_ name: String?, _ usual: [String]) throws(StoreError) -> Int {
        if let index = try find(name, usual, option: "--time") { return index }
        var reader = TimeReader(.iso8601, timeZone: .gmt)
        let fitting = columns.indices.filter { column in
            let texts = samples(column)
            return !texts.isEmpty && texts.allSatisfy { (try? reader.read($0)) != nil }
        }
        guard fitting.count == 1 else {
            var message = "\(file): no column is recognised as the time; name it with --time. The columns are \(list)"
            if columns.count == 1 { message += ". Is the delimiter right (--delimiter)?" }
            throw .badInput(message)
        }
        return fitting[0]
    }

    /// The cells of a column that are not missing, as many as were sampled.
    func samples(_ column: Int) -> [String] {
        rows.compactMap { row in
            guard column < row.count else { return nil }
            let text = row[column].trimmingCharacters(in: .whitespaces)
            return missing.contains(text) ? nil : text
        }
    }

    /// Whether most cells are numbers; the others are then bad rows, which are named, not a column left out in silence.
    private func isNumeric(_ column: Int) -> Bool {
        let texts = samples(column)
        let numbers = texts.filter { text in
            Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) != nil }
        }
        return numbers.count * 2 > texts.count
    }

    /// Long, wide or events.
    func layout(
        _ options: ImportOptions, used: Set<Int>, names: (variable: [String], value: [String])
    ) throws(StoreError) -> ImportPlan.Layout {
        if options.isEvents {
            guard let name = options.mark else { return .events(mark: nil) }
            return .events(mark: try column(name, option: "--mark"))
        }
        if options.mark != nil { throw .usage("--mark belongs to --events") }
        if let list = options.variables {
            guard options.variable == nil, options.value == nil else {
                throw .usage("--variables is for wide files, --variable and --value are for long ones; give one kind")
            }
            var wide: [(column: Int, name: String)] = []
            for name in list { wide.append((try column(name, option: "--variables"), name)) }
            if let clash = wide.first(where: { used.contains($0.column) }) {
                throw .usage("column \(clash.name) cannot be a variable and something else as well")
            }
            return .wide(wide)
        }
        let variable = try find(options.variable, names.variable, option: "--variable")
        var value = try find(options.value, names.value, option: "--value")
        if options.variable != nil, value == nil {
            let others = columns.indices.filter { !used.contains($0) && $0 != variable && isNumeric($0) }
            guard others.count == 1 else {
                throw .badInput("\(file): name the column with the values (--value); the columns are \(list)")
            }
            value = others[0]
        }
        if let variable, let value, !used.contains(variable), !used.contains(value) {
            return .long(variable: variable, value: value)
        }
        if options.value != nil, let value { return .wide([(value, columns[value])]) }
        let wide = columns.indices.filter { !used.contains($0) && isNumeric($0) }
        guard !wide.isEmpty else {
            throw .badInput(
                "\(file): no column holds numbers to import; name them with --variables A,B. The columns are \(list)")
        }
        return .wide(wide.map { ($0, columns[$0]) })
    }
}
