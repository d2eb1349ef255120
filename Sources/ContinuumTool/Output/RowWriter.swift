import Foundation
import TimeSeries

/// A cell of a printed row.
enum Field: Sendable {
    case text(String)
    case number(Double)
    case integer(Int)
    case null

    /// The field in CSV, exactly.
    var csv: String {
        switch self {
        case .text(let text):
            text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
                ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        case .number(let number): DecimalNumber.text(number)
        case .integer(let number): "\(number)"
        case .null: ""
        }
    }

    /// The field in a table, rounded for the eye.
    var shown: String {
        switch self {
        case .text(let text): text.replacing("\n", with: " ")
        case .number(let number):
            number == number.rounded() && abs(number) < 1e7
                ? DecimalNumber.text(number) : String(format: "%.6g", number)
        case .integer(let number): "\(number)"
        case .null: ""
        }
    }

    var json: String {
        switch self {
        case .text(let text): JSONText.string(text)
        case .number(let number): number.isFinite ? DecimalNumber.text(number) : "null"
        case .integer(let number): "\(number)"
        case .null: "null"
        }
    }

    var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .text, .null: false
        }
    }
}

/// JSON through Foundation.
enum JSONText {
    static func string(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    static func document(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

enum RowFormat: String, CaseIterable {
    case csv, json, table
}

/// Prints rows as CSV, JSON or a table, to standard output or a file that appears only when it is whole.
final class RowWriter {
    private let columns: [String]
    private let format: RowFormat
    private let path: String?
    private let console: Console
    private var pending = ""
    private var rows: [[Field]] = []
    private var count = 0
    private var file: FileHandle?

    init(_ columns: [String], _ arguments: Arguments, _ console: Console) throws {
        self.columns = columns
        self.console = console
        path = arguments.text("--output")
        var format = try arguments.choice("--format", RowFormat.self)
        if arguments.has("--json") {
            if let format, format != .json {
                throw UsageError("--json and --format \(format.rawValue) exclude each other")
            }
            format = .json
        }
        let ending = path.map { ($0 as NSString).pathExtension.lowercased() }
        self.format =
            format ?? (path != nil ? (ending == "json" ? .json : .csv) : console.outputIsTerminal ? .table : .csv)
        if let path {
            guard FileManager.default.createFile(atPath: part(path), contents: nil),
                let handle = FileHandle(forWritingAtPath: part(path))
            else { throw CommandError.failed("cannot write \(path): \(String(cString: strerror(errno)))") }
            file = handle
        }
        switch self.format {
        case .csv: pending = columns.map { Field.text($0).csv }.joined(separator: ",") + "\n"
        case .json: pending = "["
        case .table: break
        }
    }

    private func part(_ path: String) -> String { path + ".part" }

    func write(_ row: [Field]) throws {
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
    func finish() throws {
        switch format {
        case .csv: break
        case .json: pending += "\n]\n"
        case .table: pending = table()
        }
        try flush()
        guard let path, let file else { return }
        try file.close()
        guard rename(part(path), path) == 0 else {
            throw CommandError.failed("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        console.note("\(path): \(count) row\(count == 1 ? "" : "s")")
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        if let file {
            do {
                try file.write(contentsOf: Data(pending.utf8))
            } catch {
                if let path { try? FileManager.default.removeItem(atPath: part(path)) }
                throw CommandError.failed("cannot write \(path ?? ""): \(error.localizedDescription)")
            }
        } else {
            console.print(pending, terminator: "")
        }
        pending = ""
    }

    private func table() -> String {
        let shown = rows.map { $0.map(\.shown) }
        let widths = columns.indices.map { column in
            max(columns[column].count, shown.map { $0[column].count }.max() ?? 0)
        }
        let isNumeric = columns.indices.map { column in
            rows.contains { $0[column].isNumeric }
                && rows.allSatisfy { row in
                    if case .null = row[column] { return true }
                    return row[column].isNumeric
                }
        }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (column, cell) in cells.enumerated() {
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                text += (column > 0 ? "  " : "") + (isNumeric[column] ? pad + cell : cell + pad)
            }
            while text.hasSuffix(" ") { text.removeLast() }
            return text + "\n"
        }
        return line(columns) + shown.map(line).joined()
    }
}

/// A failure of the program's surroundings.
enum CommandError: Error, CustomStringConvertible {
    case failed(String)
    /// Stopped by the person; what was done is kept as the text says.
    case interrupted(String)
    /// Told already; only the exit code is left.
    case silent(Int32)

    var description: String {
        switch self {
        case .failed(let text), .interrupted(let text): text
        case .silent: ""
        }
    }
}
