/// Exact times, all of one kind, stored contiguously.
public enum TimeColumn: Sendable, Hashable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    case calendar([Int64])
    /// Plain numbers.
    case numeric([Double])

    /// The kind of time of every element.
    public var kind: TimeKind {
        switch self {
        case .calendar: .calendar
        case .numeric: .numeric
        }
    }

    /// The number of times.
    public var count: Int {
        switch self {
        case .calendar(let times): times.count
        case .numeric(let times): times.count
        }
    }

    /// The time at `index`.
    public subscript(index: Int) -> Moment {
        switch self {
        case .calendar(let times): .calendar(microseconds: times[index])
        case .numeric(let times): .numeric(times[index])
        }
    }
}
