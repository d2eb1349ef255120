/// How a data set measures time: by the calendar or in plain numbers.
public enum TimeKind: String, Sendable, Codable, CaseIterable {
    /// Whole microseconds since 1970-01-01T00:00:00Z.
    case calendar
    /// Plain numbers in the data's own unit (days since enrolment, decimal years, seconds).
    case numeric
}

/// One exact point in time, of either kind.
public enum Moment: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    case calendar(microseconds: Int64)
    /// A plain number in the data's own unit.
    case numeric(Double)

    /// The kind of time.
    public var kind: TimeKind {
        switch self {
        case .calendar: .calendar
        case .numeric: .numeric
        }
    }

    /// Elapsed time since `origin`: seconds for calendar moments, the data's own unit otherwise.
    ///
    /// - Precondition: both moments are of one kind.
    public func elapsed(since origin: Moment) -> Double {
        switch (self, origin) {
        case (.calendar(let a), .calendar(let b)):
            let (difference, overflow) = a.subtractingReportingOverflow(b)
            return overflow ? (Double(a) - Double(b)) / 1e6 : Double(difference) / 1e6
        case (.numeric(let a), .numeric(let b)): return a - b
        default: preconditionFailure("moments of two kinds: \(self) and \(origin)")
        }
    }

    /// The moment `elapsed` later: in seconds for calendar moments, rounded to the microsecond; else in the data's unit.
    ///
    /// - Precondition: the result of a calendar moment is within ±292,000 years of 1970.
    public func advanced(by elapsed: Double) -> Moment {
        switch self {
        case .calendar(let microseconds): .calendar(microseconds: microseconds + Int64((elapsed * 1e6).rounded()))
        case .numeric(let number): .numeric(number + elapsed)
        }
    }
}

extension Moment: Comparable {
    /// Whether `a` is before `b`.
    ///
    /// - Precondition: both moments are of one kind.
    public static func < (a: Moment, b: Moment) -> Bool {
        switch (a, b) {
        case (.calendar(let x), .calendar(let y)): x < y
        case (.numeric(let x), .numeric(let y)): x < y
        default: preconditionFailure("moments of two kinds: \(a) and \(b)")
        }
    }
}

extension Moment: Codable {}
