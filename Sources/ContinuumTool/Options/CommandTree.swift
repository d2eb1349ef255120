/// Verbs under a common first word.
struct CommandGroup: Sendable {
    let name: String
    let summary: String
}

/// All verbs of the program.
struct CommandTree: Sendable {
    /// In the order of help.
    let commands: [Command]
    /// First words that other words follow.
    let groups: [CommandGroup]

    /// The words that may come first.
    var firstWords: [(name: String, help: String)] {
        commands.filter { !$0.name.contains(" ") }.map { ($0.name, $0.summary) }
            + groups.map { ($0.name, $0.summary) } + [("help", "Explain a command.")]
    }

    /// The verbs of a group.
    func commands(of group: CommandGroup) -> [Command] { commands.filter { $0.name.hasPrefix("\(group.name) ") } }

    /// The words that may follow the name of a group.
    func words(of group: CommandGroup) -> [(name: String, help: String)] {
        commands(of: group).map { (String($0.name.dropFirst(group.name.count + 1)), $0.summary) }
    }
}
