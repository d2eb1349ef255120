import TimeSeries

/// A setting that can be said by name, as text: what command lines and other front ends read their options and help from.
public struct FitOption: Sendable {
    /// The name, such as `learning-rate`.
    public let name: String
    /// What its value is called in help, such as `N`; `nil` for a setting that is on where it is named.
    public let value: String?
    /// The values it takes, where they are a list of names, and what they mean where the name does not say it.
    public let choices: [Choice]
    /// What it is for, without a full stop.
    public let summary: String
    /// What holds where it is not given; `nil` where nothing does.
    public let defaultText: String?
    let read: @Sendable (String, TimeKind, inout FitSettings) throws(FitOptionError) -> Void
    private var write: @Sendable (FitSettings, TimeKind) -> String? = { _, _ in nil }

    init(
        _ name: String, _ value: String?, choices: [Choice] = [], _ summary: String, default text: String? = nil,
        read: @escaping @Sendable (String, TimeKind, inout FitSettings) throws(FitOptionError) -> Void
    ) {
        self.name = name
        self.value = value
        self.choices = choices
        self.summary = summary
        defaultText = text
        self.read = read
    }

    /// The same option, which `write` spells: the text that `read` takes for what settings hold; `nil` where they hold nothing to say.
    func written(_ write: @escaping @Sendable (FitSettings, TimeKind) -> String?) -> FitOption {
        var option = self
        option.write = write
        return option
    }

    /// The text that spells what `settings` hold, empty for a setting that takes no value; `nil` where they hold what they do
    /// without it.
    ///
    /// - Parameters:
    ///   - settings: what is to be spelt.
    ///   - timeKind: of the data: durations are told in it.
    public func text(of settings: FitSettings, timeKind: TimeKind) -> String? {
        let text = write(settings, timeKind)
        return text == write(FitSettings(), timeKind) ? nil : text
    }

    /// A value that a setting takes.
    public struct Choice: Sendable, Hashable {
        /// What is typed.
        public let name: String
        /// What it means, where the name does not say it.
        public let meaning: String?

        init(_ name: String, _ meaning: String? = nil) {
            self.name = name
            self.meaning = meaning
        }
    }

    /// Every setting there is a name for, in the order in which they are applied: later ones may build on earlier ones.
    public static let all: [FitOption] =
        task + network + solver + gradient + [likelihood] + training + [validation, eventTimes, features, rivals]
}

/// A setting whose text says nothing that can be used.
public struct FitOptionError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The text is none of what is wanted.
        case invalid(need: String)
        /// The text is none of the choices.
        case unknownChoice([String])
        /// A part of it is given twice.
        case isTwice(String)
        /// The kind of forecaster does not read the setting.
        case notOfKind(String, reads: [String])
        /// It means something only beside another setting with another value.
        case needs(option: String, values: [String])
        /// Another setting stands against it.
        case excludes(option: String)
        /// The solver has no error estimate, so that tolerances mean nothing to it.
        case hasNoErrorEstimate(method: String)
    }

    /// The setting's name.
    public let option: String
    /// The text given.
    public let text: String
    /// What is wrong with it.
    public let problem: Problem
}

extension FitOption {
    /// A whole number within `range`.
    static func integer(
        _ name: String, in range: ClosedRange<Int>, _ summary: String,
        into field: WritableKeyPath<FitSettings, Int> & Sendable
    ) -> FitOption {
        FitOption(
            name, "N", summary, default: "\(FitSettings()[keyPath: field])"
        ) {
            text, _, settings throws(FitOptionError) in
            settings[keyPath: field] = try integer(name, text, range)
        }.written { settings, _ in "\(settings[keyPath: field])" }
    }

    /// The same of a field that may be left to the data.
    static func integer(
        _ name: String, in range: ClosedRange<Int>, _ summary: String, otherwise: String,
        into field: WritableKeyPath<FitSettings, Int?> & Sendable
    ) -> FitOption {
        FitOption(
            name, "N", summary, default: otherwise
        ) { text, _, settings throws(FitOptionError) in
            settings[keyPath: field] = try integer(name, text, range)
        }.written { settings, _ in settings[keyPath: field].map { "\($0)" } }
    }

    private static func integer(_ name: String, _ text: String, _ range: ClosedRange<Int>) throws(FitOptionError) -> Int
    {
        guard let number = Int(text), range.contains(number) else {
            throw FitOptionError(
                option: name, text: text,
                problem: .invalid(need: "a whole number from \(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }

    /// A number for which `isValid` holds.
    static func number(
        _ name: String, where isValid: @escaping @Sendable (Double) -> Bool = { $0 > 0 },
        need: String = "a positive number", _ summary: String,
        into field: WritableKeyPath<FitSettings, Double> & Sendable
    ) -> FitOption {
        FitOption(
            name, "X", summary, default: DecimalNumber.text(FitSettings()[keyPath: field])
        ) {
            text, _, settings throws(FitOptionError) in
            settings[keyPath: field] = try number(name, text, where: isValid, need: need)
        }.written { settings, _ in DecimalNumber.text(settings[keyPath: field]) }
    }

    static func number(
        _ name: String, _ text: String, where isValid: (Double) -> Bool = { $0 > 0 },
        need: String = "a positive number"
    ) throws(FitOptionError) -> Double {
        guard let number = Double(text), number.isFinite, isValid(number) else {
            throw FitOptionError(option: name, text: text, problem: .invalid(need: need))
        }
        return number
    }

    /// A duration of the data's time, or of clock time.
    static func duration(
        _ name: String, isOfClock: Bool = false, _ summary: String, otherwise: String? = nil,
        into field: WritableKeyPath<FitSettings, Double?> & Sendable
    ) -> FitOption {
        FitOption(
            name, "DUR", summary, default: otherwise
        ) { text, kind, settings throws(FitOptionError) in
            do throws(TimeError) {
                settings[keyPath: field] = try TimeSpan.parse(text, kind: isOfClock ? .calendar : kind)
            } catch {
                throw FitOptionError(option: name, text: text, problem: .invalid(need: "\(error)"))
            }
        }.written { settings, kind in settings[keyPath: field].map { duration($0, isOfClock ? .calendar : kind) } }
    }

    /// A duration as it is read: seconds, or a plain number.
    static func duration(_ length: Double, _ kind: TimeKind) -> String {
        DecimalNumber.text(length) + (kind == .calendar ? "s" : "")
    }

    /// One of the names of a type.
    static func choice<Name: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ value: String, _ summary: String, into field: WritableKeyPath<FitSettings, Name> & Sendable
    ) -> FitOption {
        FitOption(
            name, value, choices: Name.allCases.map { .init($0.rawValue) }, summary,
            default: FitSettings()[keyPath: field].rawValue
        ) {
            text, _, settings throws(FitOptionError) in
            settings[keyPath: field] = try choice(name, text)
        }.written { settings, _ in settings[keyPath: field].rawValue }
    }

    static func choice<Name: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ text: String
    ) throws(FitOptionError) -> Name {
        guard let choice = Name(rawValue: text) else {
            throw FitOptionError(
                option: name, text: text, problem: .unknownChoice(Name.allCases.map(\.rawValue)))
        }
        return choice
    }
}
