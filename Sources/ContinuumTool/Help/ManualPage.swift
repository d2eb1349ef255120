/// The manual page, in the language of `man`.
enum ManualPage {
    static func text(_ tree: CommandTree) -> String {
        """
        .TH CONTINUUM 1 "" "continuum \(HelpPage.version)" "User Commands"
        .SH NAME
        continuum \\- forecasts of irregularly sampled time series
        .SH SYNOPSIS
        .B continuum
        .I COMMAND
        [options]
        .SH DESCRIPTION
        Reads observations from CSV files into a store, fits models to them, and predicts values with their uncertainty
        at any time: between, before or beyond the observations.
        .PP
        Results go to standard output, everything else to standard error.
        .SH COMMANDS
        \(tree.commands.map(section).joined(separator: "\n"))
        .SH OPTIONS OF EVERY COMMAND
        \(Command.common.map { item($0.label) }.joined(separator: "\n"))
        .SH EXIT STATUS
        \(ExitCode.allCases.map { ".TP\n.B \($0.rawValue)\n\(escaped($0.meaning))" }.joined(separator: "\n"))
        .SH ENVIRONMENT
        .TP
        .B CONTINUUM_STORE
        The store where
        .B \\-\\-store
        is not given.
        """
    }

    private static func section(_ command: Command) -> String {
        ([".SS \"\(escaped(command.usage))\"", escaped(command.summary)] + command.ownOptions.map { item($0.label) }
            + [".PP", "Examples:", ".PP", ".EX"] + command.examples.map(escaped) + [".EE"])
            .joined(separator: "\n")
    }

    private static func item(_ label: OptionLabel) -> String {
        let placeholder = label.placeholder.map { " \\fI\(escaped($0))\\fR" } ?? ""
        return ".TP\n\\fB\(escaped(label.name))\\fR\(placeholder)\n\(escaped(label.help))"
    }

    /// `text` as it stands, where roff would take a sign for its own.
    private static func escaped(_ text: String) -> String {
        var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case "`": result += "\\(ga"
            default:
                result += scalar.isASCII ? String(scalar) : "\\[u\(hexadecimal(scalar.value))]"
            }
        }
        return result
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
