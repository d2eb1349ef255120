/// One option of a command, declared once: parser, help, manual and completions read the same declaration.
///
///     static let samples = Option("--samples", "N", "Number of sequences", .integer(in: 1...1000), default: 1)
///     static let pieces = Option("--pieces", "N", "Number of pieces", .integer(in: 1...99), otherwise: "by the data")
///     static let trend = Option.flag("--trend", "Let the rate rise or fall")
///
/// A command that lists the option reads it as `arguments[samples]`, an `Int`; `arguments[pieces]` is an `Int?`.
struct Option<Value: Sendable>: AnyOption {
    let label: OptionLabel
    /// The value where the option is not given.
    let absent: Value
    private let read: @Sendable (_ option: String, _ text: String) throws(UsageError) -> Value

    /// An option that always has a value.
    init(
        _ name: String, _ placeholder: String?, _ help: String, _ reader: OptionReader<Value>,
        default absent: Value
    ) {
        self.init(name, placeholder, help, reader, default: absent, described: reader.show(absent))
    }

    /// An option whose default is found at run time, which `described` tells.
    init(
        _ name: String, _ placeholder: String?, _ help: String, _ reader: OptionReader<Value>,
        default absent: Value, described: String
    ) {
        label = OptionLabel(name, placeholder, help, reader.values, default: described)
        self.absent = absent
        read = reader.read
    }

    /// An option that is `nil` where it is not given, which means what `otherwise` tells.
    init<Wrapped>(
        _ name: String, _ placeholder: String?, _ help: String, _ reader: OptionReader<Wrapped>,
        otherwise: String? = nil
    ) where Value == Wrapped? {
        label = OptionLabel(name, placeholder, help, reader.values, default: otherwise)
        absent = nil
        read = reader.read
    }

    private init(flag label: OptionLabel) where Value == Bool {
        self.label = label
        absent = false
        read = { _, _ in true }
    }

    /// An option without a value.
    static func flag(_ name: String, _ help: String) -> Self where Value == Bool {
        Self(flag: OptionLabel(flag: name, help))
    }

    func value(of text: String) throws(UsageError) -> any Sendable { try read(name, text) }
}

/// An option of any type.
protocol AnyOption: Sendable {
    /// What is told of it.
    var label: OptionLabel { get }

    /// Reads the value from what was typed.
    func value(of text: String) throws(UsageError) -> any Sendable
}

extension AnyOption {
    /// With its dashes: `--series`.
    var name: String { label.name }
}
