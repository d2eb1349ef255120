/// Completions for zsh.
enum ZshCompletion {
    /// A script to source, or to put as `_continuum` into a folder of `fpath`.
    static func script(_ tree: CommandTree) -> String {
        let groups = tree.groups.map { group in
            """
                    \(group.name))
                        if ((CURRENT == 2)); then
                            list=(
            \(described(tree.words(of: group)))
                            )
                            _describe -t commands command list
                            return
                        fi
                        verb="$verb $words[2]"
                        shift words
                        ((CURRENT--)) ;;
            """
        }
        return """
            #compdef continuum
            # Completions of continuum for zsh.
            _continuum() {
                local verb=$words[2] curcontext=$curcontext state
                local -a line list
                local -A opt_args
                if ((CURRENT == 2)) || [[ $verb == help && $CURRENT == 3 ]]; then
                    list=(
            \(described(tree.firstWords))
                    )
                    _describe -t commands command list
                    return
                fi
                shift words
                ((CURRENT--))
                case $verb in
            \(groups.joined(separator: "\n"))
                esac
                case $verb in
            \(tree.commands.map(branch).joined(separator: "\n"))
                esac
            }
            if [[ $funcstack[1] == _continuum ]]; then
                _continuum "$@"
            else
                compdef _continuum continuum
            fi
            """
    }

    private static func described(_ words: [(name: String, help: String)]) -> String {
        words.map { "            " + ShellQuotes.single("\($0.name):\($0.help)") }.joined(separator: "\n")
    }

    private static func branch(_ command: Command) -> String {
        let options = command.options.map { option in
            let label = option.label
            let summary = "[\(bracketed(label.summary))]"
            guard let values = label.values else { return "\(label.name)\(summary)" }
            return "\(label.name)=\(summary):\(escaped(label.placeholder ?? "")):\(action(values))"
        }
        let operands = command.operands.map { operand in
            let place =
                switch operand.count {
                case .one: ""
                case .noneOrOne: ":"
                case .many: "*"
                }
            return "\(place):\(escaped(operand.placeholder)):\(action(operand.values))"
        }
        return """
                    \(ShellQuotes.single(command.name)))
                        _arguments -S \\
                            \((options + operands).map(ShellQuotes.single).joined(separator: " \\\n                "))
                        ;;
            """
    }

    private static func action(_ values: OptionValues) -> String {
        if !values.choices.isEmpty { return "(\(values.choices.map(\.name).joined(separator: " ")))" }
        return switch values.kind {
        case .nothing: " "
        case .file: "_files"
        case .folder: "_files -/"
        }
    }

    private static func bracketed(_ text: String) -> String {
        text.replacing("[", with: "\\[").replacing("]", with: "\\]")
    }

    private static func escaped(_ text: String) -> String { text.replacing(":", with: "\\:") }
}
