/// Why a text is no time, or no length of time.
///
/// A description goes on from the text itself: "'2023-02-29' is not a date of the calendar".
public enum TimeError: Error, Sendable, Hashable {
    /// There is no text.
    case empty
    /// A plain time, or a count of units since 1970, is not a number.
    case notNumber
    /// A plain time is infinite or NaN.
    case notFinite
    /// The text is not an ISO 8601 date, or date and time.
    case notISO8601
    /// There is a colon after the minutes and no seconds follow.
    case missingSeconds
    /// There is a decimal point after the seconds and no digits follow.
    case missingFraction
    /// What follows the time of day is neither `Z` nor an offset from UTC.
    case notOffset
    /// No calendar has the date, or its year is not within 1 to 9999.
    case notDate
    /// Hours, minutes or seconds are out of range.
    case notTimeOfDay
    /// Second 60, which no stored time can tell.
    case leapSecond
    /// The time has a part below a microsecond.
    case tooFine
    /// The time does not fit the range of the store.
    case outOfRange
    /// The time is after the year 9999.
    case afterLastYear
    /// The text does not match the `strptime` pattern.
    case mismatch(pattern: String)
    /// The pattern has `%f` where the text has no digits.
    case noFraction(pattern: String)
    /// Something follows what the pattern reads.
    case surplus(pattern: String)
    /// Clocks of the zone were put forward over the local time.
    case skipped(zone: String)
    /// Clocks of the zone were put back over the local time.
    case ambiguous(zone: String)
    /// The text is not a length of time.
    case notDuration
    /// The text begins like an ISO 8601 length of time and is not one.
    case notISO8601Duration
    /// The text counts years or months, which are of no fixed length.
    case variableDuration
    /// A length of plain time is not a plain number.
    case notPlainDuration
    /// A length of time is zero, negative or not finite.
    case notPositive
}

extension TimeError: CustomStringConvertible {
    /// What is wrong, without the text itself.
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .notNumber: "is not a number"
        case .notFinite: "is not finite"
        case .notISO8601: "is not an ISO 8601 time (as in 2024-03-05T16:20:00Z)"
        case .missingSeconds: "has no seconds after the colon"
        case .missingFraction: "has no digits after the decimal point"
        case .notOffset: "ends in what is neither Z nor an offset"
        case .notDate: "is not a date of the calendar"
        case .notTimeOfDay: "is not a time of day"
        case .leapSecond: "is not a time of day (leap seconds are not counted)"
        case .tooFine: "is finer than a microsecond; round it first"
        case .outOfRange: "is out of range"
        case .afterLastYear: "is out of range: after the year 9999"
        case .mismatch(let pattern): "does not match \(pattern)"
        case .noFraction(let pattern): "has no fraction of a second where \(pattern) has %f"
        case .surplus(let pattern): "goes on after what \(pattern) reads"
        case .skipped(let zone): "does not exist in \(zone): the clock was put forward over it; give its offset"
        case .ambiguous(let zone): "occurs twice in \(zone): the clock was put back over it; give its offset"
        case .notDuration: "is not a duration (as in 90s, 15m, 6h, 2d, 1w or PT6H)"
        case .notISO8601Duration: "is not an ISO 8601 duration (as in P1DT12H)"
        case .variableDuration: "counts years or months, whose length varies; give days (as in P30D)"
        case .notPlainDuration: "is not a plain number, as durations are where times are plain numbers"
        case .notPositive: "is not a positive length of time"
        }
    }
}
