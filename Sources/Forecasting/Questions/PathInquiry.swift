import Crew
import TimeSeries

/// Asks a forecaster about the paths of variables.
///
/// The forecaster draws sample paths, through ``Forecaster/predict(_:_:kind:options:)`` alone, at steps after the last observation of each
/// series; every kind's paths are joint over time, so that means, sums, maxima and first passages have the distribution that the
/// model says. Values are those that would be observed, with their noise.
///
/// A path is looked at in equal steps: by default the usual time between two observations of the variable in the series, their
/// median, widened where a horizon would have more than 2,000 of them. Where nothing was observed twice it is a day, or 1 of the
/// data's own unit.
public struct PathInquiry: Sendable {
    /// What is asked.
    public var question: PathQuestion
    /// The variables, of those that the forecaster knows.
    public var variables: [String]
    /// Time between two looks at a path: seconds, or the data's own unit; `nil` for the usual time between observations.
    public var step: Double?
    /// Sample paths.
    public var samples = 1000
    /// Nothing later is seen; `nil` for no limit.
    public var asOf: Moment?
    /// Seed of the paths.
    public var seed: UInt64 = 0
    /// Threads; never changes a result.
    public var threads = 1

    /// Steps that a first passage looks ahead where no horizon is given.
    public static let usualSteps = 100
    /// Sample values that one call of a forecaster makes.
    private static let budget = 4_000_000

    /// Asks `question` of `variables`.
    public init(_ question: PathQuestion, of variables: [String]) {
        self.question = question
        self.variables = variables
    }

    /// Answers for series of `collection`, by series, then in the order of ``variables``.
    ///
    /// What is said of a series depends on it, the model, the steps and the seed alone.
    ///
    /// - Parameters:
    ///   - forecaster: what draws the paths.
    ///   - collection: the observations.
    ///   - series: indices of series; `nil` for all that have an observation of the forecaster's variables.
    ///   - progress: called with the number of series done.
    ///   - isCancelled: asked between groups of series.
    /// - Throws: `impossibleRequest` where a time is not after a series' last observation, no time lies between two, or steps are too
    ///   many; `tooLittleData` where a series that was asked for has no observation that may be seen; `CancellationError`.
    /// - Precondition: the forecaster knows the variables.
    /// - Complexity: O(series · samples · steps), times what the forecaster needs for a value.
    public func answers(
        of forecaster: any Forecaster, about collection: SeriesCollection, series: [Int]? = nil,
        progress: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> [PathAnswer] {
        let places = variables.map { name -> Int in
            guard let place = forecaster.variables.firstIndex(of: name) else {
                preconditionFailure("the forecaster knows no variable \(name)")
            }
            return place
        }
        guard collection.times.kind == forecaster.timeKind else {
            throw ForecastingError.impossibleRequest(
                .timeKind(model: forecaster.timeKind, data: collection.times.kind))
        }
        let isKnown = collection.variables.map { forecaster.variables.contains($0) }
        var asked: [SeriesPast] = []
        for index in series ?? Array(0..<collection.count) {
            if let past = SeriesPast(index, collection, isKnown: isKnown, asOf: asOf) {
                asked.append(past)
            } else if series != nil {
                throw ForecastingError.tooLittleData(
                    .seriesWithoutObservations(series: collection.names[index], asOf: asOf))
            }
        }
        let crew = WorkCrew(threads: max(1, min(threads, asked.count)))
        var found: [PathAnswer] = []
        let group = max(1, 4 * crew.threads)
        for begin in stride(from: 0, to: asked.count, by: group) {
            if isCancelled() { throw CancellationError() }
            let part = Array(asked[begin..<min(begin + group, asked.count)])
            let inner = asked.count == 1 ? threads : 1
            found += try crew.map(part.count) { index, _ throws(ForecastingError) in
                try answers(forecaster, places, collection, part[index], threads: inner)
            }.flatMap(\.self)
            progress(begin + part.count)
        }
        return found
    }

    private func answers(
        _ forecaster: any Forecaster, _ places: [Int], _ collection: SeriesCollection, _ past: SeriesPast, threads: Int
    ) throws(ForecastingError) -> [PathAnswer] {
        let name = collection.names[past.series]
        var found: [PathAnswer] = []
        // Variables that are looked at in the same steps share paths.
        var groups: [(steps: PathSteps, members: [Int])] = []
        for (member, variable) in variables.enumerated() {
            let usual = past.gap(of: variable)
            let steps = try steps(after: past.now, usual: usual, series: name)
            if let index = groups.firstIndex(where: { $0.steps.times == steps.times }) {
                groups[index].members.append(member)
            } else {
                groups.append((steps, [member]))
            }
        }
        var findings = [PathAnswer.Finding?](repeating: nil, count: variables.count)
        for group in groups {
            let paths = try SamplePaths(
                forecaster, channels: group.members.map { places[$0] }, collection, past, at: group.steps.times,
                samples: samples, budget: Self.budget, seed: seed, threads: threads)
            for (position, member) in group.members.enumerated() {
                findings[member] =
                    paths.failure.map { .failure($0) }
                    ?? finding(paths, position, last: past.lasts[variables[member]])
            }
        }
        for (variable, finding) in zip(variables, findings) {
            if let finding { found.append(PathAnswer(series: past.series, variable: variable, finding: finding)) }
        }
        return found
    }

    private func steps(after now: Moment, usual: Double, series: String) throws(ForecastingError) -> PathSteps {
        switch question {
        case .firstPassage(_, let horizon):
            try PathSteps(after: now, horizon: horizon, step: step, usual: usual, series: series)
        case .value(let time, _): PathSteps(at: time)
        case .mean(let begin, let end), .maximum(let begin, let end):
            try PathSteps(from: begin, through: end, step: step, usual: usual, series: series)
        case .sum(let begin, let end):
            try PathSteps(from: begin, before: end, step: step, usual: usual, series: series)
        }
    }

    private func finding(_ paths: SamplePaths, _ position: Int, last: Double?) -> PathAnswer.Finding {
        let values = paths.values[position]
        let count = paths.elapsed.count
        func each(_ number: (ArraySlice<Double>) -> Double) -> PathValues {
            PathValues((0..<samples).map { number(values[$0 * count..<($0 + 1) * count]) })
        }
        switch question {
        case .firstPassage(let condition, _):
            return .passage(
                FirstPassage(condition, now: paths.now, last: last, elapsed: paths.elapsed, values: values))
        case .value(_, let condition):
            let found = each { $0[$0.startIndex] }
            return .value(found, probability: found.probability(condition))
        case .mean:
            let times = paths.elapsed
            let length = times[count - 1] - times[0]
            return .total(
                each { path in
                    var area = 0.0
                    for k in 1..<count {
                        let place = path.startIndex + k
                        area += (times[k] - times[k - 1]) / length * (path[place - 1] / 2 + path[place] / 2)
                    }
                    return area
                })
        case .sum: return .total(each { $0.reduce(0, +) })
        case .maximum: return .total(each { $0.max() ?? .nan })
        }
    }
}
