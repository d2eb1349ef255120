import Lanes
import TimeSeries

/// A ridge regression for each channel, from features of the past to any later time, and from both sides to any time between.
struct RegressionForecaster: Forecaster {
    let frame: RegressionFrame
    /// Of each channel; `nil` where there was too little to learn from.
    let forecasts: [ChannelRegression?]
    let interpolations: [ChannelRegression?]
    /// Which channels' errors go together at one time; `nil` for none.
    let coupling: PathCoupling?
    let summary: RegressionSummary
    /// Columns of each channel.
    let forecastFeatures: [ForecastFeatures]
    let interpolationFeatures: [InterpolationFeatures]

    init(
        frame: RegressionFrame, forecasts: [ChannelRegression?], interpolations: [ChannelRegression?],
        coupling: PathCoupling?, summary: RegressionSummary
    ) {
        self.frame = frame
        self.forecasts = forecasts
        self.interpolations = interpolations
        self.coupling = coupling
        self.summary = summary
        forecastFeatures = frame.channels.indices.map { frame.forecastFeatures(of: $0, others: summary.read) }
        interpolationFeatures = frame.channels.indices.map { frame.interpolationFeatures(of: $0, others: summary.read) }
    }

    var kind: ForecasterKind { .regression }
    var variables: [String] { frame.channels.map(\.name) }
    var timeKind: TimeKind { frame.timeKind }
}

/// What a regression learned from.
struct RegressionSummary: Codable, Sendable {
    /// Series.
    let trainingSeries: Int
    /// Observations in all.
    let observations: Int
    /// Anchors from which forecasts were tried.
    let anchors: Int
    /// Coefficients.
    let parameters: Int
    /// Channels that the regressions of others read.
    let read: [Int]
    /// Mean squared error on parts held out, over all targets, in scaled units.
    let error: Double?
    /// The same of the last value and of the mean of what was seen.
    let baselineErrors: [String: Double]
}

extension RegressionFrame {
    /// The columns of channel `channel`, which reads those of `others` beside itself.
    func forecastFeatures(of channel: Int, others: [Int]) -> ForecastFeatures {
        ForecastFeatures(
            channel: channel, others: others.filter { $0 != channel }, channels: channels.count,
            lags: channels[channel].curve.parts.count, statics: staticColumns, clock: clock)
    }

    /// The columns for a value amid the history.
    func interpolationFeatures(of channel: Int, others: [Int]) -> InterpolationFeatures {
        InterpolationFeatures(channel: channel, others: others.filter { $0 != channel }, clock: clock)
    }
}
