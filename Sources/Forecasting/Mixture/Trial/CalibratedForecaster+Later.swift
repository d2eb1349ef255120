import TimeSeries

extension CalibratedForecaster {
    /// `forecaster`, its levels found on rows later than all that it was fitted to.
    ///
    /// - Parameters:
    ///   - forecaster: what is calibrated; what was found of it before is dropped.
    ///   - collection: the data.
    ///   - seen: the last moment of the rows that the fit saw.
    ///   - options: seed, draws and threads.
    ///   - isCancelled: asked between groups of forecasts.
    /// - Throws: `CancellationError` where it was cancelled; `tooLittleData` where too few rows are later.
    public static func calibrated(
        _ forecaster: any Forecaster, on collection: SeriesCollection, after seen: Moment, options: PredictionOptions,
        isCancelled: () -> Bool
    ) throws -> CalibratedForecaster {
        let base = (forecaster as? CalibratedForecaster)?.base ?? forecaster
        guard let split = HiddenRows.byTime(collection, FitSettings(), after: seen) else {
            throw ForecastingError.tooLittleData(.tooFewLater(than: seen, found: 0, needed: leastLater))
        }
        var ahead = HiddenForecasts.Answers(base.kind)
        var amid = ahead
        try HiddenForecasts.Answers.ask(
            base, for: split, of: collection, options: options, isCancelled: isCancelled, ahead: &ahead, amid: &amid)
        guard ahead.points.count >= leastLater else {
            throw ForecastingError.tooLittleData(
                .tooFewLater(than: seen, found: ahead.points.count, needed: leastLater))
        }
        let clusters = HiddenClusters([split], collection)
        let (forecasts, interpolations) = (HiddenForecasts([ahead]), HiddenForecasts([amid]))
        let (own, ownAmid) = (forecasts.byVariable(of: collection), interpolations.byVariable(of: collection))
        let channels = collection.variables.indices.map { variable in
            ModelForecasts.channel(
                collection.variables[variable],
                ahead: ModelForecasts(forecasts, own[variable], .one(0, of: 1), clusters),
                amid: ModelForecasts(interpolations, ownAmid[variable], .one(0, of: 1), clusters), clusters, collection)
        }
        let calibration = Calibration(
            channels: channels, forecasts: forecasts.points.count, interpolations: interpolations.points.count)
        return CalibratedForecaster(
            base, calibration: calibration, trial: (forecaster as? CalibratedForecaster)?.trial)
    }

    /// Values that levels can be found on.
    private static var leastLater: Int { 20 }
}
