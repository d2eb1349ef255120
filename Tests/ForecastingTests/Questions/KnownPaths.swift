import TimeSeries

@testable import Forecasting

/// A forecaster whose sample s of channel c at time t is a given function of them.
struct KnownPaths: Forecaster {
    var variables = ["x", "y"]
    var timeKind = TimeKind.numeric
    /// Nothing is answered at this time or later.
    var failsFrom = Double.infinity
    let value: @Sendable (_ time: Double, _ channel: Int, _ sample: Int) -> Double

    var kind: ForecasterKind { .lastValue }
    var report: FitReport {
        FitReport(series: 0, observations: 0, parameters: 0, facts: [], sections: [:], summary: [String: Int]())
    }

    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        questions.map { question in
            var prediction = SeriesPrediction(answering: question, variables: variables, options: options)
            for (k, time) in question.times.enumerated() {
                if time.number >= failsFrom { prediction.failure = .unsuitableValues(.beyondRange) }
                for channel in variables.indices {
                    for sample in 0..<options.samples {
                        prediction.samples[(k * variables.count + channel) * options.samples + sample] =
                            value(time.number, channel, sample)
                    }
                }
            }
            return prediction
        }
    }

    func encoded() throws -> [UInt8] { [] }
}
