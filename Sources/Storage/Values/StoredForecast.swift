import TimeSeries

/// A forecast as a store keeps it: what was asked for, and one row for each series, variable and time.
public struct StoredForecast: Sendable, Hashable {
    /// Name of the model.
    public var model: String
    /// The latest time of an observation that the model saw; `nil` for no limit.
    public var asOf: Moment?
    /// How it was made: JSON.
    public var settings: String
    /// The seed of its draws.
    public var seed: UInt64
    /// SHA-256 of the data that the model saw, in hexadecimal.
    public var dataFingerprint: String
    /// Probabilities of the quantiles, ascending.
    public var probabilities: [Double]
    /// The rows.
    public var rows: [ForecastRow]

    /// Creates a forecast.
    public init(
        model: String, asOf: Moment?, settings: String, seed: UInt64, dataFingerprint: String, probabilities: [Double],
        rows: [ForecastRow]
    ) {
        self.model = model
        self.asOf = asOf
        self.settings = settings
        self.seed = seed
        self.dataFingerprint = dataFingerprint
        self.probabilities = probabilities
        self.rows = rows
    }
}
