import TimeSeries

/// Where the width of a forecast's band comes from, and what moved its centre.
public struct ForecastExplanation: Sendable, Codable, Hashable {
    /// One member of a mixture, or the one model that there is.
    public struct Member: Sendable, Codable, Hashable {
        /// Name of its kind.
        public let kind: String
        /// Its weight at this lead.
        public let weight: Double
        /// Median of its forecast, in the variable's unit.
        public let median: Double
        /// The 5 % and the 95 % quantile of its forecast.
        public let lower: Double
        public let upper: Double
        /// The features of the past that its centre is made of, strongest first, five at most; empty but for regressions.
        public let drivers: [ForecastDriver]
    }

    /// An observation and what the forecast would be without it.
    public struct Influence: Sendable, Codable, Hashable {
        /// The variable that was observed.
        public let variable: String
        /// When.
        public let time: Moment
        /// What was observed.
        public let value: Double
        /// By how much it moved the median: with it less without it, in the unit of the variable that is forecast.
        public let shift: Double
    }

    /// Name of the series.
    public let series: String
    /// The variable that is forecast.
    public let variable: String
    /// When.
    public let time: Moment
    /// Time since the latest observation.
    public let lead: Double
    /// Median of the forecast.
    public let median: Double
    /// The 5 % and the 95 % quantile, between which its band lies.
    public let lower: Double
    public let upper: Double
    /// Share of the squared width of the band that is there as soon as the latest observation is past: noise, and what no history tells.
    public let noise: Double
    /// Share that grows with the lead: where the path goes.
    public let path: Double
    /// Share that comes of members saying different medians.
    public let members: Double
    /// Share that calibration added; negative where it narrowed the band. The four add up to 1.
    public let calibration: Double
    /// The members, by weight.
    public let parts: [Member]
    /// The observations that moved the median most, farthest first.
    public let influences: [Influence]
}
