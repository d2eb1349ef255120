import Foundation

/// A length of time, fixed or of the calendar: `24h` is fixed, `1d` lasts from midnight to midnight.
public enum TimeStep: Sendable, Hashable {
    /// Seconds, or a plain number in the data's own unit; positive.
    case fixed(Double)
    /// Days, weeks, months or years in a zone.
    case calendar(CalendarStep, TimeZone)

    /// Its length, for the calendar the mean: seconds, or the data's own unit.
    public var meanLength: Double {
        switch self {
        case .fixed(let length): length
        case .calendar(let step, _): step.meanLength
        }
    }

    /// Reads `1d`, `2w`, `3mo`, `1y`, `P1M` as steps of the calendar in `zone`, any other length of time as a fixed one.
    package static func parse(_ text: String, kind: TimeKind, zone: TimeZone) throws(TimeError) -> TimeStep {
        if kind == .calendar, let step = CalendarStep(text) { return .calendar(step, zone) }
        return .fixed(try TimeSpan.parse(text, kind: kind))
    }
}

extension Moment {
    /// The moment one `step` later: of the calendar at the same time of day.
    ///
    /// - Precondition: a step of the calendar is taken from a calendar moment.
    public func advanced(by step: TimeStep) -> Moment {
        switch step {
        case .fixed(let length): advanced(by: length)
        case .calendar(let step, let zone): CalendarGrid(step, in: zone).advanced(self)
        }
    }
}
