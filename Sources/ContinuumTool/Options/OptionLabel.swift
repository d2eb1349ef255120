/// What help, manual and completions tell of an option.
struct OptionLabel: Sendable {
    /// With its dashes: `--series`.
    let name: String
    /// What stands for the value in help; `nil` for a flag.
    let placeholder: String?
    /// What it is for, without the choices and the default; begins with a capital, no full stop.
    let summary: String
    /// What the option may be given; `nil` for a flag.
    let values: OptionValues?
    private let listsChoices: Bool
    private let defaultText: String?

    /// - Parameter placeholder: `nil` joins the choices, as in `csv|json`.
    init(_ name: String, _ placeholder: String?, _ summary: String, _ values: OptionValues, default text: String?) {
        self.name = name
        self.placeholder = placeholder ?? values.choices.map(\.name).joined(separator: "|")
        self.summary = summary
        self.values = values
        listsChoices = placeholder != nil && !values.choices.isEmpty
        defaultText = text
    }

    /// A flag.
    init(flag name: String, _ summary: String) {
        self.name = name
        placeholder = nil
        self.summary = summary
        values = nil
        listsChoices = false
        defaultText = nil
    }

    /// `--series A,B`.
    var usage: String { placeholder.map { "\(name) \($0)" } ?? name }

    /// The sentence of help: what it is for, the choices, the default.
    var help: String {
        var text = summary
        if listsChoices, let values { text += ": \(values.alternatives)" }
        if let defaultText { text += " (default: \(defaultText))" }
        return text + "."
    }

    /// `a, b or c`.
    static func alternatives(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }
}
