import TimeSeries

extension HiddenForecasts.Answers {
    /// Asks `forecaster` for the hidden rows of `collection`: ahead from every origin, and amid what is visible.
    ///
    /// - Parameters:
    ///   - ahead: takes the forecasts.
    ///   - amid: takes the interpolations.
    /// - Throws: `CancellationError` where it was cancelled; what the forecaster throws of all questions.
    static func ask(
        _ forecaster: any Forecaster, for split: HiddenRows, of collection: SeriesCollection,
        options: PredictionOptions, isCancelled: () -> Bool, ahead: inout Self, amid: inout Self
    ) throws {
        let levels = PredictiveCurve.levels
        ahead.take(
            try ScoredForecasts(
                forecaster, of: collection, from: split.origins, levels: levels, mostTimes: split.mostTimes,
                options: options, isCancelled: isCancelled))
        amid.take(
            try ScoredForecasts(
                forecaster, interpolating: split.amid, in: split.visible, of: collection, levels: levels,
                options: options, isCancelled: isCancelled))
    }
}
