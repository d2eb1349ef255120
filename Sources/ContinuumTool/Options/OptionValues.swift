/// What may be typed for an option or operand, as completions need to know it.
struct OptionValues: Sendable {
    /// One of several words.
    struct Choice: Sendable {
        let name: String
        /// What it means, where the name does not say it.
        let meaning: String?
    }

    /// What a shell offers beside the choices.
    enum Kind: Sendable {
        case nothing
        case file
        case folder
    }

    var choices: [Choice] = []
    /// What may be typed beside the choices.
    var other: String?
    var kind = Kind.nothing

    /// The choices with their meanings: `a, b (meaning) or c`.
    var alternatives: String {
        OptionLabel.alternatives(
            choices.map { $0.name + ($0.meaning.map { " (\($0))" } ?? "") } + (other.map { [$0] } ?? []))
    }
}
