/// A word of the command line that is no option, declared once.
struct Operand<Value: Sendable>: AnyOperand {
    let placeholder: String
    let count: OperandCount
    let values: OptionValues
    fileprivate let take: @Sendable ([String]) throws(UsageError) -> Value

    /// The value, of the words that fell to the operand.
    func value(of words: [String]) throws(UsageError) -> any Sendable { try take(words) }
}

/// How many words fall to an operand.
enum OperandCount: Sendable {
    case one
    case noneOrOne
    /// At least one.
    case many
}

/// An operand of any type.
protocol AnyOperand: Sendable {
    /// As in the usage line: `NAME`.
    var placeholder: String { get }
    var count: OperandCount { get }
    /// What completions offer.
    var values: OptionValues { get }

    func value(of words: [String]) throws(UsageError) -> any Sendable
}

extension AnyOperand {
    /// `NAME`, `[FOLDER]`, `FILE...`
    var usage: String {
        switch count {
        case .one: placeholder
        case .noneOrOne: "[\(placeholder)]"
        case .many: "\(placeholder)..."
        }
    }
}

extension Operand where Value == String {
    static func one(_ placeholder: String, _ kind: OptionValues.Kind = .nothing) -> Self {
        Self(placeholder: placeholder, count: .one, values: OptionValues(kind: kind)) { $0[0] }
    }

    /// The name of a model.
    static var name: Self { one("NAME") }
}

extension Operand where Value == String? {
    static func optional(_ placeholder: String, _ kind: OptionValues.Kind = .nothing) -> Self {
        Self(placeholder: placeholder, count: .noneOrOne, values: OptionValues(kind: kind), take: \.first)
    }
}

extension Operand where Value == [String] {
    /// Names in one word, separated by commas.
    static var names: Self {
        Self(placeholder: "NAME[,NAME...]", count: .one, values: OptionValues(kind: .nothing)) {
            words throws(UsageError) in
            let names = words[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard !names.contains("") else { throw UsageError("'\(words[0])': an entry of the list is empty") }
            return names
        }
    }

    static func many(_ placeholder: String, _ kind: OptionValues.Kind = .nothing) -> Self {
        Self(placeholder: placeholder, count: .many, values: OptionValues(kind: kind)) { $0 }
    }
}

extension Operand where Value: RawRepresentable<String> & CaseIterable {
    /// One word of a type's own list.
    static func choice() -> Self {
        let names = Value.allCases.map(\.rawValue)
        let values = OptionValues(choices: names.map { OptionValues.Choice(name: $0, meaning: nil) })
        return Self(placeholder: names.joined(separator: "|"), count: .one, values: values) {
            words throws(UsageError) in
            guard let value = Value(rawValue: words[0]) else {
                throw UsageError(unknown: words[0], among: names)
            }
            return value
        }
    }
}
