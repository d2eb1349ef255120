import Foundation
import TimeSeries

/// A mistake in the command line.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What a person typed after the command's name.
struct Arguments: Sendable {
    let command: String
    /// Operands in order.
    let operands: [String]
    private let values: [String: String]
    private let flags: Set<String>

    /// Parses `words` by `specification`: `--name value`, `--name=value`, flags, operands; `--` ends the options.
    init(_ words: [String], _ specification: CommandSpecification) throws(UsageError) {
        command = specification.name
        var operands: [String] = []
        var values: [String: String] = [:]
        var flags: Set<String> = []
        var index = 0
        var isOver = false
        while index < words.count {
            let word = words[index]
            index += 1
            if isOver || !word.hasPrefix("-") || word == "-" {
                operands.append(word)
                continue
            }
            if word == "--" {
                isOver = true
                continue
            }
            if word == "-h" {
                flags.insert("--help")
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = specification.options.first(where: { $0.name == parts[0] }) else {
                let near = Nearest.names(to: parts[0], among: specification.options.map(\.name))
                throw UsageError(
                    "\(specification.name) has no option \(parts[0])"
                        + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?")
                        + " (continuum \(specification.name) --help lists them)")
            }
            guard option.value != nil else {
                guard parts.count == 1 else { throw UsageError("\(option.name) takes no value") }
                flags.insert(option.name)
                continue
            }
            guard values[option.name] == nil else { throw UsageError("\(option.name) is given twice") }
            if parts.count == 2 {
                values[option.name] = parts[1]
            } else {
                guard index < words.count, !words[index].hasPrefix("--") else {
                    throw UsageError("\(option.name) needs a value: \(option.name) \(option.value ?? "")")
                }
                values[option.name] = words[index]
                index += 1
            }
        }
        self.operands = operands
        self.values = values
        self.flags = flags
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The names of all options given.
    var given: Set<String> { flags.union(values.keys) }

    func text(_ option: String) -> String? { values[option] }

    /// A list parted by commas; blanks around the parts are dropped.
    func list(_ option: String) throws(UsageError) -> [String]? {
        guard let text = values[option] else { return nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard !parts.contains("") else { throw UsageError("\(option) \(text): an entry of the list is empty") }
        return parts
    }

    func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = values[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let bound =
                range.upperBound == .max
                ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
            throw UsageError("\(option) \(text): give a whole number \(bound)")
        }
        return number
    }

    func number(_ option: String, where isValid: (Double) -> Bool, _ need: String) throws(UsageError) -> Double? {
        guard let text = values[option] else { return nil }
        guard let number = Double(text), number.isFinite, isValid(number) else {
            throw UsageError("\(option) \(text): give \(need)")
        }
        return number
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ option: String, _: Choice.Type
    ) throws(UsageError) -> Choice? {
        guard let text = values[option] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue)
            let near = Nearest.names(to: text, among: names)
            throw UsageError(
                "\(option) \(text): " + (near.first.map { "did you mean \($0)? " } ?? "")
                    + "the choices are \(names.joined(separator: ", "))")
        }
        return choice
    }

    func seed() throws(UsageError) -> UInt64 { UInt64(try integer("--seed", in: 0...Int.max) ?? 0) }

    func threads() throws(UsageError) -> Int {
        try integer("--threads", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    }

    /// The operands, exactly as many as `names`.
    func expectOperands(_ names: String...) throws(UsageError) {
        guard operands.count >= names.count else {
            throw UsageError("\(command): say \(names.dropFirst(operands.count).joined(separator: " "))")
        }
        guard operands.count == names.count else {
            throw UsageError("\(command): '\(operands[names.count])' is one word too many")
        }
    }

    /// The store's path.
    var store: String {
        values["--store"] ?? ProcessInfo.processInfo.environment["CONTINUUM_STORE"] ?? "continuum.sqlite"
    }

    /// Longest wait for a lock, in seconds.
    func lockTimeout() throws(UsageError) -> Double { try seconds("--lock-timeout") ?? 300 }

    /// A duration of clock time, in seconds.
    func seconds(_ option: String) throws(UsageError) -> Double? {
        guard let text = values[option] else { return nil }
        do throws(TimeError) {
            return try TimeSpan.parse(text, kind: .calendar)
        } catch {
            throw UsageError("\(option) \(text) \(error)")
        }
    }

    /// A duration of the data's time.
    func duration(_ option: String, _ kind: TimeKind) throws(UsageError) -> Double? {
        guard let text = values[option] else { return nil }
        do throws(TimeError) {
            return try TimeSpan.parse(text, kind: kind)
        } catch {
            throw UsageError("\(option) \(text) \(error)")
        }
    }
}
