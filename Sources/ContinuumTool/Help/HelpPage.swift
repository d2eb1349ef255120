import Continuum

/// The texts that `--help` prints.
enum HelpPage {
    static let version = continuumVersion

    /// Help of the program: every verb in one line.
    static func program(_ tree: CommandTree) -> String {
        """
        Continuum \(version): forecasts of irregularly sampled time series.

        USAGE: continuum COMMAND [options]

        COMMANDS:
        \(list(tree.commands))

        The store is --store FILE, else $CONTINUUM_STORE, else continuum.sqlite in this folder.
        continuum COMMAND --help explains a command, with examples.
        """
    }

    /// Help of the verbs of a group.
    static func group(_ group: CommandGroup, _ tree: CommandTree) -> String {
        """
        \(group.summary)

        USAGE: continuum \(group.name) COMMAND [options]

        COMMANDS:
        \(list(tree.commands(of: group)))

        continuum \(group.name) COMMAND --help explains a command, with examples.
        """
    }

    /// Help of a verb: usage, options, examples.
    static func command(_ command: Command) -> String {
        var text = "\(command.summary)\n\nUSAGE: \(command.usage)\n\nOPTIONS:\n"
        let labels = command.options.map(\.label)
        let width = min(labels.map(\.usage.count).max() ?? 0, 28)
        for label in labels {
            let indent = "\n" + String(repeating: " ", count: width + 4)
            let pad = label.usage.count > width ? indent : String(repeating: " ", count: width - label.usage.count + 2)
            text += "  " + label.usage + pad + wrap(label.help, width: 78 - width).joined(separator: indent) + "\n"
        }
        return text + "\nEXAMPLES:\n" + command.examples.map { "  \($0)\n" }.joined()
    }

    private static func list(_ commands: [Command]) -> String {
        TextTable.lines(commands.map { ["", $0.name, $0.summary] }, alignsRight: [false, false, false])
            .joined(separator: "\n")
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
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
