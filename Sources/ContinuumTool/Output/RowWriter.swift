import Foundation

/// How rows are printed.
enum RowFormat: String, CaseIterable, Sendable {
    case csv, json, table
}

/// Prints rows as CSV, JSON or a table, to standard output or a file.
final class RowWriter {
    private let columns: [String]
    private let format: RowFormat
    private let path: String?
    private let console: Console
    private var pending = ""
    private var rows: [[Field]] = []
    private var count = 0
    private let file: OutputFile?

    /// - Parameters:
    ///   - format: `nil` for what suits the file's ending, or the terminal.
    ///   - path: the file, or `nil` for standard output.
    init(_ columns: [String], format: RowFormat?, path: String?, console: Console) throws(CommandError) {
        self.columns = columns
        self.path = path
        self.console = console
        let isJSONFile = path.map { ($0 as NSString).pathExtension.lowercased() == "json" }
        let usual = isJSONFile.map { $0 ? RowFormat.json : .csv } ?? (console.outputIsTerminal ? .table : .csv)
        let format = format ?? usual
        self.format = format
        if let path { file = try OutputFile(path) } else { file = nil }
        switch format {
        case .csv: pending = columns.map { Field.text($0).csv }.joined(separator: ",") + "\n"
        case .json: pending = "["
        case .table: break
        }
    }

    func write(_ row: [Field]) throws(CommandError) {
        switch format {
        case .csv: pending += row.map(\.csv).joined(separator: ",") + "\n"
        case .json:
            let members = zip(columns, row).map { "\(JSONText.string($0)):\($1.json)" }
            pending += (count == 0 ? "\n" : ",\n") + "{\(members.joined(separator: ","))}"
        case .table: rows.append(row)
        }
        count += 1
        if pending.utf8.count > 1 << 16 { try flush() }
    }

    /// Writes what is left; call once.
    func finish() throws(CommandError) {
        switch format {
        case .csv: break
        case .json: pending += "\n]\n"
        case .table: pending = table()
        }
        try flush()
        guard let path, let file else { return }
        try file.finish()
        console.note("\(path): \(count) row\(count == 1 ? "" : "s")")
    }

    private func flush() throws(CommandError) {
        guard !pending.isEmpty else { return }
        if let file {
            try file.write(Array(pending.utf8))
        } else {
            console.print(pending, terminator: "")
        }
        pending = ""
    }

    private func table() -> String {
        let isNumeric = columns.indices.map { column in
            rows.contains { $0[column].isNumeric }
                && rows.allSatisfy { row in
                    if case .null = row[column] { return true }
                    return row[column].isNumeric
                }
        }
        return TextTable.lines([columns] + rows.map { $0.map(\.shown) }, alignsRight: isNumeric)
            .map { $0 + "\n" }.joined()
    }
}
