/// How times are written in text.
public enum TimeFormat: Sendable, Hashable, Codable {
    /// ISO 8601: a date, or date and time with or without offset.
    case iso8601
    /// A count of units since 1970-01-01T00:00:00Z; the unit's length in microseconds, or 0 for nanoseconds.
    case epoch(EpochUnit)
    /// Plain numbers in the data's own unit.
    case number
    /// A pattern of `strptime`, with `%f` for a fraction of a second.
    case pattern(String)

    /// A unit of time since 1970.
    public enum EpochUnit: String, Sendable, Codable, CaseIterable {
        case seconds = "epoch"
        case milliseconds = "epoch-ms"
        case microseconds = "epoch-us"
        case nanoseconds = "epoch-ns"

        /// Power of ten from the unit to microseconds.
        var exponent: Int {
            switch self {
            case .seconds: 6
            case .milliseconds: 3
            case .microseconds: 0
            case .nanoseconds: -3
            }
        }
    }

    /// Reads the name of a format: `iso8601`, `epoch`, `epoch-ms`, `epoch-us`, `epoch-ns`, `number` or a pattern with `%`.
    public init?(name: String) {
        switch name {
        case "iso8601": self = .iso8601
        case "number": self = .number
        default:
            if let unit = EpochUnit(rawValue: name) {
                self = .epoch(unit)
            } else if name.contains("%") {
                self = .pattern(name)
            } else {
                return nil
            }
        }
    }

    /// The name that `init(name:)` reads.
    public var name: String {
        switch self {
        case .iso8601: "iso8601"
        case .epoch(let unit): unit.rawValue
        case .number: "number"
        case .pattern(let pattern): pattern
        }
    }

    /// The kind of time that is written so.
    public var kind: TimeKind { self == .number ? .numeric : .calendar }
}

/// Why a text is no time.
public struct TimeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, without the text itself.
    public let description: String

    init(_ description: String) { self.description = description }

    /// There is no text.
    public static let empty = TimeError("is empty")
}
