import DifferentialEquations
import Lanes
import TimeSeries

extension LatentODEForecaster {
    public func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        let channelOf = scaling.channelMap(collection)
        var prepared: [PreparedSeries] = []
        var parts: [PredictionPart] = []
        var predictions: [SeriesPrediction] = []
        for (index, request) in questions.enumerated() {
            let data = scaling.prepare(collection, series: request.series, channelOf: channelOf)
            let times = request.times.map(scaling.scaled)
            let limit = scaling.scaled(collection.times[request.seen.upperBound - 1])
            let seen = data.firstPoint(from: limit.nextUp, in: 0..<data.count)
            switch request.kind {
            case .forecast: parts += forecastParts(index, data, series: index, seen: seen, times: times)
            case .interpolation: parts += interpolationParts(index, data, series: index, seen: seen, times: times)
            }
            prepared.append(data)
            predictions.append(SeriesPrediction(answering: request, variables: variables, options: options))
        }
        parts.sort { ($0.times.count, $1.request) > ($1.times.count, $0.request) }
        PredictionRun(forecaster: self, prepared: prepared, options: options).run(parts, into: &predictions)
        for index in predictions.indices {
            if let failure = predictions[index].failure { predictions[index].fail(failure) }
        }
        return predictions
    }
}
