import Foundation
import TimeSeries

/// Observed points and what a forecaster said of each before it could see them.
public struct ScoredForecasts: Sendable {
    /// One observed point.
    public struct Point: Sendable, Hashable {
        /// Index of the series in the collection.
        public let series: Int
        /// Index of the variable in the collection.
        public let variable: Int
        /// The last moment that was seen.
        public let cutoff: Moment
        /// When it was observed.
        public let time: Moment
        /// Time since the latest observation seen: seconds, or the data's own unit.
        public let lead: Double
        /// What was observed.
        public let observed: Double
        /// Mean of the forecast, in the data's unit.
        public let mean: Double
        /// Its standard deviation.
        public let deviation: Double
    }

    /// Levels of the quantiles, ascending.
    public let levels: [Double]
    /// The points, by origin, then time, then variable.
    public private(set) var points: [Point] = []
    /// Quantiles of each point's forecast, `(points, levels)`.
    public private(set) var quantiles: [Double] = []
    /// Origins without a forecast, and why: nothing was seen, or the numbers failed.
    public private(set) var failures: [(origin: ForecastOrigin, error: ForecastingError)] = []

    /// Origins that one call of a forecaster takes.
    private static let chunk = 512

    /// Levels whose mean pinball loss is half the continuous ranked probability score: (k − ½) / `count`, k = 1 … `count`.
    public static func evenLevels(_ count: Int) -> [Double] { (0..<count).map { (Double($0) + 0.5) / Double(count) } }

    /// Forecasts every observed point after each of `origins` and sets it beside what was observed.
    ///
    /// Points of variables that the forecaster does not know are left out.
    ///
    /// - Parameters:
    ///   - forecaster: what is scored.
    ///   - collection: the data; of each series only rows up to the origin's cutoff are seen.
    ///   - origins: where forecasts begin, in any order; the points follow it.
    ///   - levels: of the quantiles wanted.
    ///   - mostTimes: of one origin that are scored; of more, near ones are kept rather than far ones.
    ///   - options: seed, draws and threads; quantiles, samples and limit are set here.
    ///   - isCancelled: asked between groups of origins.
    /// - Throws: `CancellationError` where it was cancelled; what the forecaster throws of all questions.
    public init(
        _ forecaster: any Forecaster, of collection: SeriesCollection, from origins: [ForecastOrigin], levels: [Double],
        mostTimes: Int = .max, options: PredictionOptions = PredictionOptions(), isCancelled: () -> Bool = { false }
    ) throws {
        self.levels = levels
        var options = options
        options.quantiles = levels
        options.samples = 0
        options.asOf = nil
        let channels = collection.variables.map { forecaster.variables.firstIndex(of: $0) }
        var requests: [PredictionRequest] = []
        var asked: [ForecastOrigin] = []
        for origin in origins {
            let (times, isSeen) = Self.times(after: origin, collection, channels)
            if times.isEmpty { continue }
            guard isSeen else {
                let name = collection.names[origin.series]
                failures.append(
                    (origin, .tooLittleData(.seriesWithoutObservations(series: name, asOf: origin.cutoff))))
                continue
            }
            requests.append(
                PredictionRequest(
                    series: origin.series, times: Self.thinned(times, to: mostTimes), asOf: origin.cutoff))
            asked.append(origin)
        }
        for begin in stride(from: 0, to: requests.count, by: Self.chunk) {
            if isCancelled() { throw CancellationError() }
            let part = begin..<min(begin + Self.chunk, requests.count)
            let said = try forecaster.predict(collection, Array(requests[part]), kind: .forecast, options: options)
            for (origin, prediction) in zip(asked[part], said) {
                add(prediction, origin, collection, channels) { _ in origin.cutoff }
            }
        }
    }

    /// Asks for the times of `requests`, which `visible` holds no row of, and sets the answers beside what `collection` has there.
    ///
    /// - Parameters:
    ///   - forecaster: what is scored.
    ///   - visible: the series without the rows that are scored, in the order of `collection`.
    ///   - collection: the same with them.
    ///   - requests: hidden times amid what is visible of each series.
    ///   - levels: of the quantiles wanted.
    ///   - options: seed, draws and threads; quantiles, samples and limit are set here.
    ///   - isCancelled: asked between groups of requests.
    /// - Throws: `CancellationError` where it was cancelled; what the forecaster throws of all questions.
    init(
        _ forecaster: any Forecaster, interpolating requests: [PredictionRequest], in visible: SeriesCollection,
        of collection: SeriesCollection, levels: [Double], options: PredictionOptions, isCancelled: () -> Bool
    ) throws {
        self.levels = levels
        var options = options
        options.quantiles = levels
        options.samples = 0
        options.asOf = nil
        let channels = collection.variables.map { forecaster.variables.firstIndex(of: $0) }
        for begin in stride(from: 0, to: requests.count, by: Self.chunk) {
            if isCancelled() { throw CancellationError() }
            let part = requests[begin..<min(begin + Self.chunk, requests.count)]
            let said = try forecaster.predict(visible, Array(part), kind: .interpolation, options: options)
            for prediction in said {
                guard let first = prediction.times.first else { continue }
                let origin = ForecastOrigin(series: prediction.series, cutoff: first.advanced(by: -1))
                add(prediction, origin, collection, channels) {
                    visible.latestTime(before: $0, of: prediction.series) ?? origin.cutoff
                }
            }
        }
    }

    /// Times to be scored after `origin`, and whether anything of a known variable was seen up to it.
    private static func times(
        after origin: ForecastOrigin, _ collection: SeriesCollection, _ channels: [Int?]
    ) -> (times: [Moment], isSeen: Bool) {
        var isSeen = false
        var times: [Moment] = []
        for row in collection.rows(of: origin.series) where channels[Int(collection.variableIndices[row])] != nil {
            let time = collection.times[row]
            if time <= origin.cutoff {
                isSeen = true
            } else if origin.end.map({ time <= $0 }) ?? true, times.last != time {
                times.append(time)
            }
        }
        return (times, isSeen)
    }

    /// At most `count` of `times`, nearer ones closer together.
    private static func thinned(_ times: [Moment], to count: Int) -> [Moment] {
        guard times.count > count else { return times }
        var kept: [Moment] = []
        for index in 0..<count {
            let place = pow((Double(index) + 0.5) / Double(count), 1.3)
            let time = times[min(Int(place * Double(times.count)), times.count - 1)]
            if kept.last != time { kept.append(time) }
        }
        return kept
    }

    /// - Parameter cutoff: of a time, which is the same for values that are not independent: the origin, or the begin of a gap.
    private mutating func add(
        _ said: SeriesPrediction, _ origin: ForecastOrigin, _ collection: SeriesCollection, _ channels: [Int?],
        cutoff: (Moment) -> Moment
    ) {
        if let failure = said.failure {
            failures.append((origin, failure))
            return
        }
        var k = 0
        let width = said.variables.count
        for row in collection.rows(of: said.series) {
            let time = collection.times[row]
            let variable = Int(collection.variableIndices[row])
            guard time > origin.cutoff, origin.end.map({ time <= $0 }) ?? true, let channel = channels[variable] else {
                continue
            }
            while k < said.times.count, said.times[k] < time { k += 1 }
            if k == said.times.count { break }
            guard said.times[k] == time else { continue }
            let cell = k * width + channel
            points.append(
                Point(
                    series: said.series, variable: variable, cutoff: cutoff(time), time: time, lead: said.leads[k],
                    observed: collection.values[row], mean: said.means[cell], deviation: said.deviations[cell]))
            quantiles += said.quantiles[cell * levels.count..<(cell + 1) * levels.count]
        }
    }

    /// The quantiles of the `index`-th point's forecast, one for each level.
    public func quantiles(of index: Int) -> ArraySlice<Double> {
        quantiles[index * levels.count..<(index + 1) * levels.count]
    }
}
