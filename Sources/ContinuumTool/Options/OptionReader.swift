import Foundation
import TimeSeries

/// Reads one kind of value, and says in its errors what is wanted.
struct OptionReader<Value: Sendable>: Sendable {
    /// What completions offer.
    let values: OptionValues
    /// The value as a person would type it; help prints defaults with it.
    let show: @Sendable (Value) -> String
    let read: @Sendable (_ option: String, _ text: String) throws(UsageError) -> Value

    init(
        _ values: OptionValues = OptionValues(),
        read: @escaping @Sendable (_ option: String, _ text: String) throws(UsageError) -> Value
    ) {
        self.init(values: values, show: { "\($0)" }, read: read)
    }

    private init(
        values: OptionValues, show: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (_ option: String, _ text: String) throws(UsageError) -> Value
    ) {
        self.values = values
        self.show = show
        self.read = read
    }

    /// The same reader, whose values help prints by `show`.
    func shown(_ show: @escaping @Sendable (Value) -> String) -> Self {
        Self(values: values, show: show, read: read)
    }
}

extension OptionReader where Value == String {
    /// Any text.
    static var text: Self { Self { _, text in text } }

    /// The path of a file.
    static var file: Self { Self(OptionValues(kind: .file)) { _, text in text } }

    /// The path of a folder.
    static var folder: Self { Self(OptionValues(kind: .folder)) { _, text in text } }
}

extension OptionReader where Value == String {
    /// One of `words`, a list that is known at run time only.
    static func word(of words: [String]) -> Self {
        Self(OptionValues(choices: words.map { .init(name: $0, meaning: nil) })) { option, text throws(UsageError) in
            guard words.contains(text) else { throw UsageError(unknown: text, of: option, among: words) }
            return text
        }
    }
}

extension OptionReader where Value == Int {
    /// A whole number.
    static func integer(in range: ClosedRange<Int>) -> Self {
        Self { option, text throws(UsageError) in
            guard let number = Int(text), range.contains(number) else {
                let bound =
                    range.upperBound == .max
                    ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
                throw UsageError("\(option) \(text): give a whole number \(bound)")
            }
            return number
        }
    }
}

extension OptionReader where Value == Double {
    /// A finite number for which `isValid` holds; `need` names it: "a positive number".
    static func number(_ need: String, where isValid: @escaping @Sendable (Double) -> Bool) -> Self {
        Self { option, text throws(UsageError) in
            guard let number = Double(text), number.isFinite, isValid(number) else {
                throw UsageError("\(option) \(text): give \(need)")
            }
            return number
        }.shown { DecimalNumber.text($0) }
    }

    /// A number above 0.
    static var positive: Self { number("a positive number") { $0 > 0 } }

    /// A number between 0 and 1.
    static var probability: Self { number("a probability between 0 and 1") { $0 > 0 && $0 < 1 } }

    /// A length of clock time, in seconds.
    static var clockTime: Self {
        Self { option, text throws(UsageError) in
            do throws(TimeError) {
                return try TimeSpan.parse(text, kind: .calendar)
            } catch {
                throw UsageError("\(option) \(text) \(error)")
            }
        }.shown { DurationText.text($0, .calendar) }
    }
}

extension OptionReader where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of a type's own list.
    static func choice(meaning: (Value) -> String? = { _ in nil }) -> Self {
        let choices = Value.allCases.map { OptionValues.Choice(name: $0.rawValue, meaning: meaning($0)) }
        return Self(OptionValues(choices: choices)) { option, text throws(UsageError) in
            guard let choice = Value(rawValue: text) else {
                throw UsageError(unknown: text, of: option, among: choices.map(\.name))
            }
            return choice
        }.shown(\.rawValue)
    }
}

extension OptionReader {
    /// Values separated by commas; blanks around them are dropped.
    static func list<Element>(of element: OptionReader<Element>) -> Self where Value == [Element] {
        Self { option, text throws(UsageError) in
            var found: [Element] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let word = part.trimmingCharacters(in: .whitespaces)
                guard !word.isEmpty else { throw UsageError("\(option) \(text): an entry of the list is empty") }
                found.append(try element.read(option, word))
            }
            return found
        }.shown { $0.map(element.show).joined(separator: ",") }
    }
}

extension OptionReader {
    /// Two values separated by a comma.
    static func pair<Element>(of element: OptionReader<Element>) -> Self where Value == [Element] {
        let list = list(of: element)
        return Self(list.values) { option, text throws(UsageError) in
            let found = try list.read(option, text)
            guard found.count == 2 else { throw UsageError("\(option) \(text): give two, separated by a comma") }
            return found
        }.shown(list.show)
    }
}

extension OptionReader where Value == [String] {
    /// Names separated by commas.
    static var names: Self { list(of: .text) }
}

extension UsageError {
    /// A word that is none of `choices`; `option` is `nil` for an operand.
    init(unknown word: String, of option: String? = nil, among choices: [String]) {
        let near = Nearest.names(to: word, among: choices)
        self.init(
            (option.map { "\($0) \(word): " } ?? "'\(word)': ") + (near.first.map { "did you mean \($0)? " } ?? "")
                + "the choices are \(choices.joined(separator: ", "))")
    }
}
