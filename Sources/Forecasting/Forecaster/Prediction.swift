import TimeSeries

/// Whether values are wanted after what was observed or amid it.
public enum PredictionKind: String, Sendable, Codable {
    /// After the last observation that may be seen.
    case forecast
    /// Between the first and the last observation, from all of them.
    case interpolation
}

/// Times at which one series is asked for.
public struct PredictionRequest: Sendable {
    /// Index of the series in the collection.
    public var series: Int
    /// The times, ascending, each once.
    public var times: [Moment]
    /// Nothing of the series later than this is seen; `nil` for the limit of all requests.
    public var asOf: Moment?

    /// Asks for series `series` at `times`, from what was observed up to `asOf`.
    public init(series: Int, times: [Moment], asOf: Moment? = nil) {
        self.series = series
        self.times = times
        self.asOf = asOf
    }
}

/// How a prediction is made.
public struct PredictionOptions: Sendable {
    /// Probabilities of the quantiles, ascending, each within (0, 1).
    public var quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]
    /// Draws from the posterior of the latent state, the components of the predictive mixture.
    public var draws = 100
    /// Sample values wanted of each time and channel, at most `draws`.
    public var samples = 0
    /// Nothing later than this is seen, where a request has no limit of its own; `nil` for no limit.
    public var asOf: Moment?
    /// Seed of the draws.
    public var seed: UInt64 = 0
    /// Threads; never changes a result.
    public var threads = 1

    /// Creates the default options.
    public init() {}
}

/// What is predicted for one series: K times by C channels of the model.
public struct SeriesPrediction: Sendable {
    /// Index of the series in the collection.
    public var series: Int
    /// The times, `(K)`.
    public var times: [Moment]
    /// The model's variables, `(C)`.
    public var variables: [String]
    /// Probabilities of the quantiles, ascending.
    public var probabilities: [Double]
    /// Time since the latest observation at or before, `(K)`: seconds, or the data's own unit.
    public var leads: [Double]
    /// Means of the predictive distributions, `(K, C)`, in the data's units.
    public var means: [Double]
    /// Their standard deviations, `(K, C)`.
    public var deviations: [Double]
    /// Their quantiles, `(K, C, quantiles)`.
    public var quantiles: [Double]
    /// Sample values, `(K, C, samples)`. Samples share the draw of the latent path; their noise at each time is independent.
    public var samples: [Double]
    /// Why there is no answer, where the solver or the numbers failed; the arrays are then empty.
    public var failure: ForecastingError?
}

/// What is predicted of one variable at one time.
public struct PredictedValue: Sendable, Hashable {
    /// Mean of the predictive distribution, in the data's unit.
    public let mean: Double
    /// Its standard deviation.
    public let deviation: Double
    /// Probabilities that quantiles were asked for, ascending.
    public let probabilities: [Double]
    /// The quantiles, one for each probability.
    public let quantiles: [Double]
    /// Sample values; empty where none were asked for.
    public let samples: [Double]

    /// The quantile of `probability`, one of those that ``PredictionOptions/quantiles`` asked for.
    public func quantile(_ probability: Double) -> Double {
        guard let index = probabilities.firstIndex(of: probability) else {
            fatalError("no quantile of probability \(probability) was asked for, only \(probabilities)")
        }
        return quantiles[index]
    }

    /// The middle quantile, where it was asked for.
    public var median: Double { quantile(0.5) }
}

extension SeriesPrediction {
    /// What is predicted at the `k`-th time of the `channel`-th variable.
    public subscript(k: Int, channel: Int) -> PredictedValue {
        let cell = k * variables.count + channel
        func slice(_ all: [Double]) -> [Double] {
            let width = all.count / max(times.count * variables.count, 1)
            return Array(all[cell * width..<(cell + 1) * width])
        }
        return PredictedValue(
            mean: means[cell], deviation: deviations[cell], probabilities: probabilities, quantiles: slice(quantiles),
            samples: slice(samples))
    }

    /// What is predicted of `variable` at `time`, one of those that were asked for.
    public subscript(time: Moment, variable: String) -> PredictedValue {
        guard let k = times.firstIndex(of: time) else { fatalError("\(time) was not asked for") }
        guard let channel = variables.firstIndex(of: variable) else {
            fatalError("the model does not know \(variable), only \(variables.joined(separator: ", "))")
        }
        if let failure { fatalError("there is no answer: \(failure)") }
        return self[k, channel]
    }

    /// The same at a plain number, in data of numeric time.
    public subscript(time: Double, variable: String) -> PredictedValue { self[.numeric(time), variable] }
}
