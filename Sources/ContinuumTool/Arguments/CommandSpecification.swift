/// One option of a command.
struct OptionSpecification {
    /// With its dashes: `--series`.
    let name: String
    /// What its value is called in help; `nil` for a flag.
    let value: String?
    let help: String

    static func flag(_ name: String, _ help: String) -> Self { Self(name: name, value: nil, help: help) }
    static func value(_ name: String, _ value: String, _ help: String) -> Self {
        Self(name: name, value: value, help: help)
    }
}

/// What a command is called, takes and does.
struct CommandSpecification: Sendable {
    let name: String
    /// One line.
    let abstract: String
    /// Operands as they appear in the usage line: `NAME`, `FILE...`.
    let operands: String
    let options: [OptionSpecification]
    let examples: [String]
    let run: @Sendable (Arguments, Console) throws -> Void

    init(
        _ name: String, _ abstract: String, operands: String = "", options: [OptionSpecification], examples: [String],
        run: @escaping @Sendable (Arguments, Console) throws -> Void
    ) {
        self.name = name
        self.abstract = abstract
        self.operands = operands
        self.options = options + [.store, .lockTimeout, .quiet, .help]
        self.examples = examples
        self.run = run
    }

    /// The command's page of help.
    var help: String {
        var text =
            "\(abstract)\n\nUSAGE: continuum \(name)\(operands.isEmpty ? "" : " " + operands) [options]\n\nOPTIONS:\n"
        let labels = options.map { option in option.value.map { "\(option.name) \($0)" } ?? option.name }
        let width = min(labels.map(\.count).max() ?? 0, 28)
        for (option, label) in zip(options, labels) {
            let pad = String(repeating: " ", count: max(width - label.count, 0))
            let lines = wrap(option.help, width: 78 - width)
            let first =
                label.count > width ? "  \(label)\n  \(String(repeating: " ", count: width))" : "  \(label)\(pad)"
            text += first + "  " + lines.joined(separator: "\n" + String(repeating: " ", count: width + 4)) + "\n"
        }
        text += "\nEXAMPLES:\n" + examples.map { "  \($0)\n" }.joined()
        return text
    }

    private func wrap(_ text: String, width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + word.count + 1 > width, !lines[lines.count - 1].isEmpty {
                lines.append("")
            }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines
    }
}

extension OptionSpecification {
    static let store = value("--store", "FILE", "The store (default: $CONTINUUM_STORE, else continuum.sqlite here).")
    static let lockTimeout = value(
        "--lock-timeout", "DUR", "Longest wait for another program that writes to the store (default: 5m).")
    static let quiet = flag("--quiet", "Print nothing but results and errors.")
    static let help = flag("--help", "Show this help.")
    static let json = flag("--json", "Print one JSON document.")
    static let format = value(
        "--format", "csv|json|table", "How rows are printed (default: table on a terminal, else csv).")
    static let output = value("--output", "FILE", "Write to a file instead of standard output.")
    static let seed = value("--seed", "N", "Seed of everything random (default: 0).")
    static let threads = value("--threads", "N", "Threads (default: all cores); they never change a result.")
    static let series = value("--series", "A,B", "Series (default: all).")
    static let variables = value("--variables", "A,B", "Variables (default: all).")
    static let timeZone = value("--time-zone", "ZONE", "Zone of times given without offset (default: UTC).")
}
