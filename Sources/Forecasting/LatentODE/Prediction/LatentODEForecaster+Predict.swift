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
            let cells = request.times.count * shape.channels
            predictions.append(
                SeriesPrediction(
                    series: request.series, times: request.times, variables: variables,
                    probabilities: options.quantiles, leads: request.leads,
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
}
