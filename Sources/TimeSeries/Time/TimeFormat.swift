/// How times are written in text.
public enum TimeFormat: Sendable, Hashable, Codable {
    /// ISO 8601: a date, or a date and a time of day, with or without an offset from UTC.
    case iso8601
    /// A decimal count of units since 1970-01-01T00:00:00Z.
    case epoch(EpochUnit)
    /// Plain numbers in the data's own unit.
    case number
    /// A pattern of `strptime`, with `%f` for the digits of a fraction of a second.
    case pattern(String)

    /// The unit of a count since 1970.
    public enum EpochUnit: String, Sendable, Codable, CaseIterable {
        case seconds = "epoch"
        case milliseconds = "epoch-ms"
        case microseconds = "epoch-us"
        case nanoseconds = "epoch-ns"

        /// The n in 1 unit = 10ⁿ microseconds.
        var exponent: Int {
            switch self {
            case .seconds: 6
            case .milliseconds: 3
            case .microseconds: 0
            case .nanoseconds: -3
            }
        }
    }

    /// Creates the format of a name: `iso8601`, `epoch`, `epoch-ms`, `epoch-us`, `epoch-ns`, `number`, or a pattern with `%`.
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

    /// The kind of time that texts of the format are.
    public var kind: TimeKind { self == .number ? .numeric : .calendar }
}
