import TimeSeries

/// The predictive distribution of one variable of one series at one time.
public struct ForecastRow: Sendable, Hashable {
    /// Name of the series.
    public var series: String
    /// Name of the variable.
    public var variable: String
    /// The time.
    public var time: Moment
    /// Time since the latest observation at or before `time`: seconds in a calendar store, else the data's own unit.
    public var lead: Double
    /// Mean, in the variable's unit.
    public var mean: Double
    /// Standard deviation, in the variable's unit.
    public var deviation: Double
    /// One quantile for each probability of the forecast, in the variable's unit.
    public var quantiles: [Double]
    /// `forecast` or `interpolation`.
    public var kind: String

    /// Creates a row.
    public init(
        series: String, variable: String, time: Moment, lead: Double, mean: Double, deviation: Double,
        quantiles: [Double], kind: String
    ) {
        self.series = series
        self.variable = variable
        self.time = time
        self.lead = lead
        self.mean = mean
        self.deviation = deviation
        self.quantiles = quantiles
        self.kind = kind
    }
}
