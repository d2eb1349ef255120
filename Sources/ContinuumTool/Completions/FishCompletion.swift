/// Completions for fish.
enum FishCompletion {
    /// A script to source, or to put into fish's folder of completions.
    static func script(_ tree: CommandTree) -> String {
        var lines = [
            """
            # Completions of continuum for fish.
            # Whether the words before the cursor begin with the verb given, and are the verb alone if it is a part of one.
            function __continuum_is
                set -l words (commandline -opc)
                set -e words[1]
                set -l verb $words[1]
                if contains -- "$verb" \(tree.groups.map(\.name).joined(separator: " "))
                    set verb "$words[1..2]"
                end
                test "$verb" = "$argv[1]"
            end
            complete -c continuum -f
            complete -c continuum -n '__continuum_is ""' -l version -d 'Print the version'
            """
        ]
        for word in tree.firstWords {
            lines.append("complete -c continuum -n '__continuum_is \"\"' -a \(word.name) -d \(quoted(word.help))")
            lines.append("complete -c continuum -n '__continuum_is help' -a \(word.name) -d \(quoted(word.help))")
        }
        for group in tree.groups {
            for word in tree.words(of: group) {
                lines.append(
                    "complete -c continuum -n '__continuum_is \(group.name)' -a \(word.name) -d \(quoted(word.help))")
            }
        }
        for command in tree.commands {
            let start = "complete -c continuum -n \(quoted("__continuum_is \"\(command.name)\""))"
            for option in command.options {
                let name = option.name.drop { $0 == "-" }
                lines.append(
                    "\(start) -l \(name)\(option.label.values.map(argument) ?? "") -d \(quoted(option.label.summary))")
            }
            for operand in command.operands {
                let words = operand.values.choices.map(\.name).joined(separator: " ")
                if !words.isEmpty { lines.append("\(start) -a \(quoted(words))") }
                switch operand.values.kind {
                case .nothing: break
                case .file: lines.append("\(start) -F")
                case .folder: lines.append("\(start) -a '(__fish_complete_directories)'")
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func argument(_ values: OptionValues) -> String {
        if !values.choices.isEmpty { return " -x -a \(quoted(values.choices.map(\.name).joined(separator: " ")))" }
        return switch values.kind {
        case .nothing: " -x"
        case .file: " -r -F"
        case .folder: " -x -a '(__fish_complete_directories)'"
        }
    }

    /// Text between single quotes, in which fish knows two escapes.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
