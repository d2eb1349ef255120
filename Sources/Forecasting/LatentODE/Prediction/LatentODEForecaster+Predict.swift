import DifferentialEquations
import Lanes
import TimeSeries

extension LatentODEForecaster {
    /// Predicts series of `collection` at the times of `requests`.
    ///
    /// What is said of one time of one series depends on that series, the model, the options' seed and draws alone: to the
    /// bit the same whatever else is asked.
    ///
    /// - Returns: one prediction a request, in their order.
    /// - Throws: `impossibleRequest` where a time lies outside of what `kind` answers; `tooLittleData` where a series has
    ///   no observation that may be seen.
    public func predict(
        _ collection: SeriesCollection, _ requests: [PredictionRequest], kind: PredictionKind,
        options: PredictionOptions = PredictionOptions()
    ) throws(ForecastingError) -> [SeriesPrediction] {
        guard collection.times.kind == scaling.timeKind else {
            throw .impossibleRequest(
                "the model was fitted to \(scaling.timeKind.rawValue) time, the data have \(collection.times.kind.rawValue) time"
            )
        }
        precondition(options.samples <= options.draws, "\(options.samples) samples of \(options.draws) draws")
        let channelOf = scaling.channelMap(collection)
        var prepared: [PreparedSeries] = []
        var parts: [PredictionPart] = []
        var predictions: [SeriesPrediction] = []
        for (index, request) in requests.enumerated() {
            let data = scaling.prepare(collection, series: request.series, channelOf: channelOf)
            let leads = try check(collection, request, channelOf, kind: kind, asOf: options.asOf)
            let times = request.times.map(scaling.scaled)
            let limit = options.asOf.map(scaling.scaled) ?? .infinity
            let seen = data.firstPoint(from: limit.nextUp, in: 0..<data.count)
            switch kind {
            case .forecast: parts += forecastParts(index, data, series: index, seen: seen, times: times)
            case .interpolation: parts += interpolationParts(index, data, series: index, seen: seen, times: times)
            }
            prepared.append(data)
            let cells = request.times.count * shape.channels
            predictions.append(
                SeriesPrediction(
                    series: request.series, times: request.times, leads: leads,
                    means: Array(repeating: 0, count: cells), deviations: Array(repeating: 0, count: cells),
                    quantiles: Array(repeating: 0, count: cells * options.quantiles.count),
                    samples: Array(repeating: 0, count: cells * options.samples)))
        }
        parts.sort { ($0.times.count, $1.request) > ($1.times.count, $0.request) }
        PredictionRun(forecaster: self, prepared: prepared, options: options).run(parts, into: &predictions)
        for index in predictions.indices where predictions[index].failure != nil {
            predictions[index].means = []
            predictions[index].deviations = []
            predictions[index].quantiles = []
            predictions[index].samples = []
        }
        return predictions
    }

    /// Checks the times of `request` and returns the time since the latest observation of each.
    private func check(
        _ collection: SeriesCollection, _ request: PredictionRequest, _ channelOf: [Int32], kind: PredictionKind,
        asOf: Moment?
    ) throws(ForecastingError) -> [Double] {
        let name = collection.names[request.series]
        let rows = collection.rows(of: request.series).filter { row in
            channelOf[Int(collection.variable[row])] >= 0 && asOf.map { collection.times[row] <= $0 } ?? true
        }
        guard let first = rows.first, let last = rows.last else {
            throw .tooLittleData(
                "series \(name) has no observation of the model's variables"
                    + (asOf.map { " at or before \($0)" } ?? ""))
        }
        var leads: [Double] = []
        var next = 0
        for time in request.times {
            switch kind {
            case .forecast where time <= collection.times[last]:
                throw .impossibleRequest(
                    "series \(name): time \(time) is not after its last observation, \(collection.times[last]); "
                        + "use interpolate for times up to there, or --as-of to forecast from an earlier point")
            case .interpolation where time > collection.times[last]:
                throw .impossibleRequest(
                    "series \(name): time \(time) is after its last observation, \(collection.times[last]); "
                        + "use forecast for times beyond it")
            case .interpolation where time < collection.times[first]:
                throw .impossibleRequest(
                    "series \(name): time \(time) is before its first observation, \(collection.times[first]); "
                        + "neither interpolate nor forecast answers for times before it")
            default: break
            }
            while next + 1 < rows.count, collection.times[rows[next + 1]] <= time { next += 1 }
            leads.append(time.elapsed(since: collection.times[rows[next]]))
        }
        return leads
    }
}

extension FitSettings {
    /// The solver's steps in model time: adaptive, or fifty to a window for methods without an error estimate.
    func stepControl(_ scaling: DataScaling) -> StepControl {
        solver.tableau.embeddedOrder == nil
            ? .fixed(scaling.window / 50) : .adaptive(relative: relativeTolerance, absolute: absoluteTolerance)
    }
}
