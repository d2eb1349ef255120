/// A cycle that values of a variable go through.
public struct Season: Sendable, Hashable, Codable {
    /// Length of a cycle: seconds in calendar data, else the data's own unit.
    public let period: Double
    /// Sines and cosines that the data bear: of the period, its half, its third, and so on.
    public let harmonics: Int
    /// Share of the variance about a smooth trend that the cycle explains, 0 to 1; 0 where it was not searched but told.
    public let strength: Double

    /// Creates a season.
    public init(period: Double, harmonics: Int, strength: Double) {
        self.period = period
        self.harmonics = harmonics
        self.strength = strength
    }
}

/// Which seasons a fit reckons with.
public enum SeasonChoice: Sendable, Hashable {
    /// Those that the data show.
    case found
    /// Exactly these periods, for every variable: seconds in calendar data, else the data's own unit; none where it is empty.
    case periods([Double])
}
