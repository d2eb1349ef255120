import Forecasting
import Storage
import TimeSeries

/// Asks a forecaster about the paths of series in a store: when a level is passed, what a value, mean, sum or maximum will be.
public struct InquiryJob {
    /// The model.
    public let forecaster: any Forecaster
    /// What is asked.
    public var inquiry: PathInquiry
    /// Series, `nil` for all.
    public var series: [String]?
    /// The probability of having passed that the time to act by keeps below: by it answers are ordered.
    public var risk = 0.05

    /// Asks `forecaster`.
    ///
    /// - Throws: `StoreError.notFound` where the model does not know one of the variables.
    public init(_ forecaster: any Forecaster, _ inquiry: PathInquiry) throws {
        _ = try forecaster.positions(of: inquiry.variables)
        self.forecaster = forecaster
        self.inquiry = inquiry
    }

    /// What came of it.
    public struct Result: Sendable {
        /// Answers, the most urgent first, each with the name of its series.
        public var answers: [(series: String, answer: PathAnswer)] = []
        /// Series without an answer, and why.
        public var failures: [(series: String, reason: ForecastingError)] = []
        /// Series that were left out because nothing of theirs is seen.
        public var untouched: [String] = []
    }

    /// Answers from the observations of `store`.
    ///
    /// - Parameters:
    ///   - store: where the observations are.
    ///   - progress: called with the number of series done and of all.
    ///   - isCancelled: asked between groups of series; the job then throws `interrupted`.
    public func run(
        in store: any ForecastStore, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> Result {
        let collection = try store.observations(
            ObservationFilter(series: series, variables: forecaster.variables, until: inquiry.asOf))
        return try run(on: collection, progress: progress, isCancelled: isCancelled)
    }

    /// Answers for every series of `collection`.
    public func run(
        on collection: SeriesCollection, progress: (Int, Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Result {
        var result = Result()
        let empty = (0..<collection.count).filter { collection.rows(of: $0).isEmpty }
        for index in empty {
            let name = collection.names[index]
            if series != nil {
                throw StoreError.notFound(
                    "series \(name) has no observation of the model's variables"
                        + (inquiry.asOf.map { " at or before \($0)" } ?? ""))
            }
            result.untouched.append(name)
        }
        let seen = collection.count - empty.count
        let answers: [PathAnswer]
        do {
            answers = try inquiry.answers(
                of: forecaster, about: collection, progress: { progress($0, seen) }, isCancelled: isCancelled)
        } catch is CancellationError {
            throw StoreError.interrupted
        }
        for answer in answers {
            let name = collection.names[answer.series]
            if case .failure(let reason) = answer.finding {
                if result.failures.last?.series != name { result.failures.append((name, reason)) }
            } else {
                result.answers.append((name, answer))
            }
        }
        result.answers = result.answers.enumerated().sorted { a, b in
            let (first, second) = (urgency(a.element.answer), urgency(b.element.answer))
            return first == second ? a.offset < b.offset : first.lexicographicallyPrecedes(second)
        }.map(\.element)
        return result
    }

    /// Numbers that are less for what is more urgent: the time to act by, then the median time, then the probability; nothing of a mean, sum
    /// or maximum, which stay in the order of the series.
    private func urgency(_ answer: PathAnswer) -> [Double] {
        switch answer.finding {
        case .passage(let passage):
            [passage.actBy(risk: risk) ?? .infinity, passage.quantile(0.5) ?? .infinity, -passage.probability]
        case .value(_, let probability): [-probability]
        case .total, .failure: []
        }
    }
}
