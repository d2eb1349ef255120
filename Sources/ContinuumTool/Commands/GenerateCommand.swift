/// `continuum generate`
enum GenerateCommand {
    /// What can be made from the declarations of the verbs.
    private enum Document: String, CaseIterable, Sendable {
        case man, bash, zsh, fish

        func text(_ tree: CommandTree) -> String {
            switch self {
            case .man: ManualPage.text(tree)
            case .bash: BashCompletion.script(tree)
            case .zsh: ZshCompletion.script(tree)
            case .fish: FishCompletion.script(tree)
            }
        }
    }

    private static let document = Operand<Document>.choice()

    /// - Parameter tree: all verbs, this one among them.
    static func command(_ tree: @escaping @Sendable () -> CommandTree) -> Command {
        Command(
            "generate", "Print the manual page, or the completions of a shell.", operands: [document],
            options: [Option.output], usesStore: false,
            examples: [
                "continuum generate man --output continuum.1", "source <(continuum generate bash)",
                "continuum generate zsh --output ~/.zfunc/_continuum",
                "continuum generate fish --output ~/.config/fish/completions/continuum.fish",
            ]
        ) { arguments, console in
            try console.print(arguments[document].text(tree()), to: arguments[.output])
        }
    }
}
