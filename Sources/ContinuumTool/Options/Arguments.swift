import Synchronization
import TimeSeries

/// What a person typed after the verb, read by the verb's declarations.
struct Arguments: Sendable {
    private let values: [String: any Sendable]
    private let operands: [String: any Sendable]
    private let log = ReadLog()

    /// Reads `words` for `command`: `--name value`, `--name=value`, flags, operands; `--` ends the options.
    init(_ words: [String], _ command: Command) throws(UsageError) {
        var values: [String: any Sendable] = [:]
        var loose: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                loose.append(word)
                continue
            }
            if word == "--" {
                loose += rest
                break
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let option = try Self.option(parts[0] == "-h" ? Option.help.name : parts[0], command)
            guard let placeholder = option.label.placeholder else {
                guard parts.count == 1 else { throw UsageError("\(option.name) takes no value") }
                values[option.name] = true
                continue
            }
            guard values[option.name] == nil else { throw UsageError("\(option.name) is given twice") }
            var text = parts.last ?? ""
            if parts.count == 1 {
                guard let next = rest.first, !next.hasPrefix("--") else {
                    throw UsageError("\(option.name) needs a value: \(option.name) \(placeholder)")
                }
                text = next
                rest.removeFirst()
            }
            values[option.name] = try option.value(of: text)
        }
        self.values = values
        // Help is asked for before the operands are known.
        operands = values[Option.help.name] == nil ? try Self.operands(loose, command) : [:]
    }

    /// The value of an option, or its default.
    subscript<Value>(option: Option<Value>) -> Value {
        log.note(option.name)
        return values[option.name] as? Value ?? option.absent
    }

    /// The value of an operand.
    subscript<Value>(operand: Operand<Value>) -> Value {
        guard let value = operands[operand.placeholder] as? Value else {
            preconditionFailure("the operand \(operand.placeholder) is not declared")
        }
        return value
    }

    /// Whether the option was typed.
    func isGiven(_ option: any AnyOption) -> Bool {
        log.note(option.name)
        return values[option.name] != nil
    }

    /// The names of the options that were typed.
    var given: Set<String> { Set(values.keys) }

    /// The names of the options that the command has asked for so far.
    var asked: Set<String> { log.names }

    private static func option(_ name: String, _ command: Command) throws(UsageError) -> any AnyOption {
        if let option = command.options.first(where: { $0.name == name }) { return option }
        let near = Nearest.names(to: name, among: command.options.map(\.name))
        throw UsageError(
            "\(command.name) has no option \(name)"
                + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?")
                + " (continuum \(command.name) --help lists them)")
    }

    private static func operands(_ words: [String], _ command: Command) throws(UsageError) -> [String: any Sendable] {
        var found: [String: any Sendable] = [:]
        var rest = words[...]
        for operand in command.operands {
            let share =
                switch operand.count {
                case .one, .noneOrOne: rest.prefix(1)
                case .many: rest
                }
            guard !share.isEmpty || operand.count == .noneOrOne else {
                throw UsageError("\(command.name): \(operand.placeholder) is missing; usage: \(command.usage)")
            }
            found[operand.placeholder] = try operand.value(of: Array(share))
            rest = rest.dropFirst(share.count)
        }
        if let extra = rest.first {
            throw UsageError("\(command.name): unexpected '\(extra)'; usage: \(command.usage)")
        }
        return found
    }
}

/// The options that a command has asked for: what it declares but never asks for would be parsed and ignored.
private final class ReadLog: Sendable {
    private let state = Mutex(Set<String>())

    var names: Set<String> { state.withLock { $0 } }

    func note(_ name: String) { _ = state.withLock { $0.insert(name) } }
}
