import TimeSeries

/// A fitted model that predicts values of irregularly sampled series.
///
/// A forecaster is a value: the same bytes, observations, questions and seed give the same answer to the bit, whatever else is
/// asked beside and on however many threads. Its kind, by which a store finds the code that reads its bytes, is one of
/// ``ForecasterKind/all``.
public protocol Forecaster: Sendable {
    /// The kind of model.
    var kind: ForecasterKind { get }
    /// Names of the variables it knows, C in number.
    var variables: [String] { get }
    /// The kind of time it was fitted to.
    var timeKind: TimeKind { get }
    /// What the fit found.
    var report: FitReport { get }

    /// Whether the model takes the logarithms of `variable`, so that a picture is best drawn on a logarithmic axis.
    func isLogarithmic(_ variable: String) -> Bool

    /// Answers questions whose times have been checked; ``predict(_:_:kind:options:)`` is the door for callers.
    ///
    /// What is said of one time of one series depends on that series' rows up to `seen`, the model and the options alone.
    ///
    /// - Parameters:
    ///   - questions: of series of `collection`, each with a range of rows that may be seen.
    ///   - collection: the observations.
    ///   - options: quantiles, draws, seed and threads.
    /// - Returns: one prediction a question, in their order.
    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction]

    /// The model as bytes, which the kind's `decode` reads back to a forecaster that gives the same bits.
    func encoded() throws -> [UInt8]
}

extension Forecaster {
    /// Most models take values as they are.
    public func isLogarithmic(_ variable: String) -> Bool { false }

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
        guard collection.times.kind == timeKind else {
            throw .impossibleRequest(.timeKind(model: timeKind, data: collection.times.kind))
        }
        precondition(options.samples <= options.draws, "\(options.samples) samples of \(options.draws) draws")
        let known = Set(variables)
        let isKnown = collection.variables.map { known.contains($0) }
        var questions: [CheckedRequest] = []
        for request in requests {
            questions.append(
                try CheckedRequest(
                    request, kind, about: collection, isKnown: isKnown, asOf: request.asOf ?? options.asOf))
        }
        return try answer(questions, about: collection, options: options)
    }
}
