/// A cycle that values of a variable go through.
public struct Season: Sendable, Hashable, Codable {
    /// Length of a cycle: seconds in calendar data, else the data's own unit.
    public let period: Double
    /// Sines and cosines that the data bear: of the period, its half, its third, and so on.
    public let harmonics: Int
    /// Share of the variance about a smooth trend that the cycle explains, 0 to 1.
    public let strength: Double

    /// Creates a season.
    public init(period: Double, harmonics: Int, strength: Double) {
        self.period = period
        self.harmonics = harmonics
        self.strength = strength
    }
}

/// A cycle of the calendar, tried wherever time is calendar time.
enum CalendarCycle: CaseIterable {
    case day, week, year

    /// Seconds of a cycle; a year is the mean one of the Gregorian calendar.
    var period: Double {
        switch self {
        case .day: 86400
        case .week: 7 * 86400
        case .year: 365.2425 * 86400
        }
    }
}
