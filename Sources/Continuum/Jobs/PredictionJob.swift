import Forecasting
import Storage
import TimeSeries

/// Asks a forecaster for values of series at times.
///
/// The question alone: `run(on:)` answers it from observations in memory, `run(in:)` from those of a store.
public struct PredictionJob {
    /// The model.
    public let forecaster: any Forecaster
    /// Forecast or interpolation.
    public let kind: PredictionKind
    /// Series, `nil` for all.
    public var series: [String]?
    /// Variables, `nil` for all of the model's.
    public var variables: [String]?
    /// When.
    public var times: PredictionTimes
    /// How.
    public var options = PredictionOptions()
    /// Whether bands hold at all times of a series together rather than at each; `options.samples` paths tell.
    public var isJoint = false

    /// Asks `forecaster` for `times`.
    public init(_ forecaster: any Forecaster, kind: PredictionKind, times: PredictionTimes) {
        self.forecaster = forecaster
        self.kind = kind
        self.times = times
    }

    /// One sample value.
    public struct SampleRow: Sendable {
        public var series: String
        public var variable: String
        public var time: Moment
        public var sample: Int
        public var value: Double
    }

    /// What came of it.
    public struct Result: Sendable {
        /// Rows by series, variable and time.
        public var rows: [ForecastRow] = []
        /// Sample values in the same order, where they were asked for.
        public var samples: [SampleRow] = []
        /// Series without an answer, and why.
        public var failures: [(series: String, reason: ForecastingError)] = []
        /// Series that were left out because nothing of theirs was asked.
        public var untouched: [String] = []
        /// Of each variable, how many rows lie further ahead than any forecast that was tried when the model was fitted.
        public var untried: [(variable: String, rows: Int, longest: Double)] = []
        /// The steps that were found in the data, where they were to decide.
        public var steps: SensibleSteps?
        /// Digest of the data that were read.
        public var dataFingerprint = ""
    }

    /// Series that one call of the model takes.
    private static let chunk = 512

    /// The series that are asked for by name, `nil` where all are.
    private var asked: [String]? {
        if series == nil, case .bySeries(let times) = times { return times.keys.sorted() }
        return series
    }

    /// Answers from the observations of `store`.
    public func run(
        in store: any ForecastStore, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> Result {
        try run(on: observations(in: store), progress: progress, isCancelled: isCancelled)
    }

    /// The rows of `store` that answers may depend on.
    func observations(in store: any ForecastStore) throws -> SeriesCollection {
        try store.observations(
            ObservationFilter(series: asked, variables: forecaster.variables, until: options.asOf))
    }

    /// Answers for every series of `collection`.
    ///
    /// - Parameters:
    ///   - collection: the series asked for, all of their rows that may be seen.
    ///   - progress: called with the number of series done and of all.
    ///   - isCancelled: asked between groups of series; the job then throws `interrupted`.
    public func run(
        on collection: SeriesCollection, progress: (Int, Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Result {
        let shown = try forecaster.positions(of: variables)
        let (requests, untouched, steps) = try requests(on: collection)
        var result = Result()
        result.dataFingerprint = collection.fingerprint
        (result.untouched, result.steps) = (untouched, steps)
        for begin in stride(from: 0, to: requests.count, by: Self.chunk) {
            if isCancelled() { throw StoreError.interrupted }
            let part = Array(requests[begin..<min(begin + Self.chunk, requests.count)])
            let said =
                isJoint
                ? try forecaster.predictJointly(collection, part, kind: kind, options: options)
                : try forecaster.predict(collection, part, kind: kind, options: options)
            for prediction in said { add(prediction, collection, shown, &result) }
            progress(begin + part.count, requests.count)
        }
        if kind == .forecast, let longest = (forecaster as? CalibratedForecaster)?.calibration?.longestLeads {
            for variable in shown.map(\.name) {
                guard let longest = longest[variable] else { continue }
                let count = result.rows.count { $0.variable == variable && $0.lead > longest * (1 + 1e-9) }
                if count > 0 { result.untried.append((variable, count, longest)) }
            }
        }
        return result
    }

    /// What is asked of each series that is asked for anything, the names of the others, and the steps that were found in the data.
    func requests(
        on collection: SeriesCollection
    ) throws -> (requests: [PredictionRequest], untouched: [String], steps: SensibleSteps?) {
        var steps: SensibleSteps?
        if case .sensible(let horizon, let zone) = times {
            steps = SensibleSteps(
                collection, horizon: horizon, isForecast: kind == .forecast, zone: zone)
        }
        var requests: [PredictionRequest] = []
        var untouched: [String] = []
        for index in 0..<collection.count {
            let rows = collection.rows(of: index)
            let name = collection.names[index]
            guard let first = rows.first, let last = rows.last else {
                if asked != nil {
                    throw StoreError.notFound(
                        "series \(name) has no observation of the model's variables"
                            + (options.asOf.map { " at or before \($0)" } ?? ""))
                }
                untouched.append(name)
                continue
            }
            let moments = try times.times(
                of: name, first: collection.times[first], last: collection.times[last], kind: kind,
                steps: steps)
            if moments.isEmpty {
                untouched.append(name)
            } else {
                requests.append(PredictionRequest(series: index, times: moments))
            }
        }
        return (requests, untouched, steps)
    }

    private func add(
        _ prediction: SeriesPrediction, _ collection: SeriesCollection, _ shown: [(position: Int, name: String)],
        _ result: inout Result
    ) {
        let name = collection.names[prediction.series]
        if let failure = prediction.failure {
            result.failures.append((name, failure))
            return
        }
        for (position, variable) in shown {
            for (k, time) in prediction.times.enumerated() {
                let value = prediction[k, position]
                result.rows.append(
                    ForecastRow(
                        series: name, variable: variable, time: time, lead: prediction.leads[k], mean: value.mean,
                        deviation: value.deviation, quantiles: value.quantiles, kind: kind.rawValue))
                for (sample, number) in value.samples.enumerated() {
                    result.samples.append(
                        SampleRow(series: name, variable: variable, time: time, sample: sample + 1, value: number))
                }
            }
        }
    }

    private struct Settings: Codable {
        var kind: PredictionKind
        var quantiles: [Double]
        var draws: Int
        var series: [String]?
        var variables: [String]?
    }

    /// Stores `result` as a forecast of the model called `model`; returns the forecast's number.
    public func save(_ result: Result, of model: String, in store: any ForecastStore) throws -> Int64 {
        let settings = Settings(
            kind: kind, quantiles: options.quantiles, draws: options.draws, series: series, variables: variables)
        return try store.save(
            StoredForecast(
                model: model, asOf: options.asOf,
                settings: try CanonicalJSON.text(of: settings),
                seed: options.seed, dataFingerprint: result.dataFingerprint, probabilities: options.quantiles,
                rows: result.rows))
    }
}
