import TimeSeries

/// A forecast as the store keeps it: what was asked, and one row for each series, variable and time.
public struct StoredForecast: Sendable {
    /// Name of the model.
    public var model: String
    /// Nothing later was seen; `nil` for no limit.
    public var asOf: Moment?
    /// How it was made, JSON.
    public var settings: String
    /// The seed.
    public var seed: UInt64
    /// Digest of the data it was made from.
    public var dataFingerprint: String
    /// Probabilities of the quantiles.
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

/// The predictive distribution of one variable of one series at one time.
public struct ForecastRow: Sendable, Hashable {
    /// Name of the series.
    public var series: String
    /// Name of the variable.
    public var variable: String
    /// The time.
    public var time: Moment
    /// Time since the latest observation at or before: seconds, or the data's own unit.
    public var lead: Double
    /// Mean.
    public var mean: Double
    /// Standard deviation.
    public var deviation: Double
    /// One value for each probability asked.
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

extension ObservationStore {
    /// Stores a forecast, all of it or nothing, and returns its number.
    public func save(_ forecast: StoredForecast) throws -> Int64 {
        try database.transaction {
            let owner = try model(forecast.model).id
            try database.prepare(
                "INSERT INTO forecast(model, as_of, created, settings, seed, data_fingerprint) VALUES(?, ?, ?, ?, ?, ?)"
            ).run(
                .integer(owner), forecast.asOf.map(sql) ?? .null, .text(Self.now()), .text(forecast.settings),
                .integer(Int64(bitPattern: forecast.seed)), .text(forecast.dataFingerprint))
            let id = database.lastInsertedRow
            var series = try NameNumbers(database, table: "series")
            var variables = try NameNumbers(database, table: "variable")
            let value = try database.prepare(
                """
                INSERT INTO forecast_value(forecast, series, variable, time, lead, mean, sd, kind)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?)
                """)
            let quantile = try database.prepare(
                """
                INSERT INTO forecast_quantile(forecast, series, variable, time, probability, value)
                VALUES(?, ?, ?, ?, ?, ?)
                """)
            for row in forecast.rows {
                precondition(row.mean.isFinite && row.deviation.isFinite, "a forecast row is not finite: \(row)")
                let key: [SQLValue] = [
                    .integer(id), .integer(try series.number(row.series)),
                    .integer(try variables.number(row.variable)), sql(row.time),
                ]
                value.bind(key + [.real(row.lead), .real(row.mean), .real(row.deviation), .text(row.kind)])
                try value.run()
                for (probability, number) in zip(forecast.probabilities, row.quantiles) {
                    quantile.bind(key + [.real(probability), .real(number)])
                    try quantile.run()
                }
            }
            return id
        }
    }
}
