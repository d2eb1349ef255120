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
        ahead.take(
            try ScoredForecasts(
                base, of: collection, from: split.origins, levels: PredictiveCurve.levels, mostTimes: split.mostTimes,
                options: options, isCancelled: isCancelled))
        var amid = HiddenForecasts.Answers(base.kind)
        amid.take(
            try ScoredForecasts(
                base, interpolating: split.amid, in: split.visible, of: collection, levels: PredictiveCurve.levels,
                options: options, isCancelled: isCancelled))
        guard ahead.points.count >= leastLater else {
            throw ForecastingError.tooLittleData(
                .tooFewLater(than: seen, found: ahead.points.count, needed: leastLater))
        }
        let clusters = HiddenClusters([split], collection, areSeries: false)
        let (forecasts, interpolations) = (HiddenForecasts([ahead]), HiddenForecasts([amid]))
        let channels = collection.variables.indices.map { variable in
            func model(_ forecasts: HiddenForecasts) -> ModelForecasts? {
                let own = forecasts.points.indices.filter {
                    forecasts.points[$0].variable == variable && forecasts.points[$0].lead > 0
                }
                return ModelForecasts(forecasts, own, .one(0, of: 1), clusters)
            }
            let own = model(forecasts)
            let map = own.flatMap { $0.map(span: clusters.span) }
            return Calibration.Channel(
                variable: collection.variables[variable], ahead: map,
                amid: model(interpolations).flatMap { $0.map(span: nil) },
                series: map.map { own?.seriesFactors($0, clusters, collection) ?? [:] } ?? [:])
        }
        let calibration = Calibration(
            channels: channels, forecasts: forecasts.points.count, interpolations: interpolations.points.count)
        return CalibratedForecaster(
            base, calibration: calibration, trial: (forecaster as? CalibratedForecaster)?.trial)
    }

    /// Values that levels can be found on.
    private static var leastLater: Int { 20 }
}
