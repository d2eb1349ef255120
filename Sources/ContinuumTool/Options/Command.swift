/// What a verb is called, takes and does.
struct Command: Sendable {
    /// `fit`, or `events fit` in a group.
    let name: String
    /// One line.
    let summary: String
    let operands: [any AnyOperand]
    /// The command's own.
    let ownOptions: [any AnyOption]
    /// Those that it shares with every other command.
    let commonOptions: [any AnyOption]
    let examples: [String]
    let run: @Sendable (Arguments, Console) throws -> Void

    /// - Parameter usesStore: whether the command opens a store, hence takes the options for it.
    init(
        _ name: String, _ summary: String, operands: [any AnyOperand] = [], options: [any AnyOption] = [],
        usesStore: Bool = true, examples: [String], run: @escaping @Sendable (Arguments, Console) throws -> Void
    ) {
        self.name = name
        self.summary = summary
        self.operands = operands
        ownOptions = options
        commonOptions = usesStore ? Self.common : Array(Self.common.suffix(2))
        self.examples = examples
        self.run = run
    }

    /// Options of every command; the first two only of those that open a store.
    static let common: [any AnyOption] = [Option.store, Option.lockTimeout, Option.quiet, Option.help]

    /// All options, in the order of help.
    var options: [any AnyOption] { ownOptions + commonOptions }

    /// `continuum fit NAME [options]`.
    var usage: String { (["continuum", name] + operands.map(\.usage) + ["[options]"]).joined(separator: " ") }
}
