/// Completions for bash.
enum BashCompletion {
    /// A script to source; it needs nothing but bash.
    static func script(_ tree: CommandTree) -> String {
        let first = tree.firstWords.map(\.name).joined(separator: " ")
        let groups = tree.groups.map { group in
            """
                    \(group.name))
                        if ((COMP_CWORD == 2)); then
                            _continuum_words '\(tree.words(of: group).map(\.name).joined(separator: " "))'
                            return
                        fi
                        verb="$verb ${COMP_WORDS[2]}" ;;
            """
        }
        return """
            # Completions of continuum for bash: source this file.
            _continuum_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

            _continuum_paths() {
                compopt -o filenames 2> /dev/null
                mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
            }

            _continuum() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
                COMPREPLY=()
                # bash takes --name=value for three words.
                if [[ $word == = ]]; then
                    word=
                elif [[ $previous == = ]]; then
                    previous=${COMP_WORDS[COMP_CWORD-2]}
                fi
                if ((COMP_CWORD == 1)); then
                    _continuum_words '\(first) --help --version'
                    return
                fi
                case $verb in
                    help)
                        if ((COMP_CWORD == 2)); then
                            _continuum_words '\(first)'
                            return
                        fi ;;
            \(groups.joined(separator: "\n"))
                esac
                case "$verb $previous" in
            \(tree.commands.flatMap(values).joined(separator: "\n"))
                esac
                case "$verb" in
            \(tree.commands.map(rest).joined(separator: "\n"))
                esac
            }
            complete -F _continuum continuum
            """
    }

    /// What may follow the options of `command` that take a value.
    private static func values(_ command: Command) -> [String] {
        command.options.compactMap { option in
            guard let values = option.label.values else { return nil }
            return "        \"\(command.name) \(option.name)\") \(action(values) ?? ":"); return ;;"
        }
    }

    /// What may stand anywhere else: options, operands.
    private static func rest(_ command: Command) -> String {
        let options = "_continuum_words '\(command.options.map(\.name).joined(separator: " "))'"
        let operand = command.operands.lazy.compactMap { action($0.values) }.first
        return "        \"\(command.name)\") if [[ $word == -* ]]; then \(options); else \(operand ?? options); fi ;;"
    }

    private static func action(_ values: OptionValues) -> String? {
        if !values.choices.isEmpty { return "_continuum_words '\(values.choices.map(\.name).joined(separator: " "))'" }
        return switch values.kind {
        case .nothing: nil
        case .file: "_continuum_paths -f"
        case .folder: "_continuum_paths -d"
        }
    }
}
