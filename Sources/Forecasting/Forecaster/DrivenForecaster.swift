import TimeSeries

/// A feature of the past that a forecast is made of, and what the centre of the forecast would be without it.
public struct ForecastDriver: Sendable, Codable, Hashable {
    /// What it is: "last value", "slope × lead", another variable's mean.
    public let name: String
    /// By how much it moves the centre, in the variable's unit.
    public let shift: Double
}

/// A forecaster that knows which features of the past its forecasts are made of.
protocol DrivenForecaster: Forecaster {
    /// What each feature adds to the centre of each forecast.
    ///
    /// - Parameters:
    ///   - question: of kind forecast.
    ///   - collection: the observations.
    /// - Returns: by time, then variable, strongest first.
    func drivers(_ question: CheckedRequest, about collection: SeriesCollection) -> [[ForecastDriver]]
}
