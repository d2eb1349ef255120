import Foundation
import TimeSeries

@testable import Forecasting

/// A normal distribution about the last value seen, plus a bias, whose standard deviation is fixed: scores in closed form.
struct StubForecaster: Forecaster {
    var variables: [String]
    var timeKind = TimeKind.numeric
    var deviation = 1.0
    var bias = 0.0
    /// Series whose forecasts fail.
    var failing: Set<String> = []

    var kind: ForecasterKind { .lastValue }
    var report: FitReport {
        FitReport(series: 0, observations: 0, parameters: 0, facts: [], sections: [:], summary: 0)
    }

    func encoded() -> [UInt8] { [] }

    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        questions.map { question in
            var said = SeriesPrediction(answering: question, variables: variables, options: options)
            if failing.contains(collection.names[question.series]) {
                said.failure = .unsuitableValues(.beyondRange)
                return said
            }
            for (channel, name) in variables.enumerated() {
                let index = collection.variables.firstIndex(of: name)
                let last = question.seen.last { Int(collection.variableIndices[$0]) == index }
                let center = (last.map { collection.values[$0] } ?? 0) + bias
                for k in question.times.indices {
                    let cell = k * variables.count + channel
                    said.means[cell] = center
                    said.deviations[cell] = deviation
                    for (q, p) in options.quantiles.enumerated() {
                        said.quantiles[cell * options.quantiles.count + q] = center + deviation * Self.normalQuantile(p)
                    }
                    for draw in 0..<options.samples {
                        let p = (Double(draw) + 0.5) / Double(options.samples)
                        said.samples[cell * options.samples + draw] = center + deviation * Self.normalQuantile(p)
                    }
                }
            }
            return said
        }
    }

    /// By bisection.
    static func normalQuantile(_ p: Double) -> Double {
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if normalProbability(middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    static func normalProbability(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}
