import Forecasting
import Foundation
import Storage
import TimeSeries

/// The times at which series are asked for.
public enum PredictionTimes: Sendable {
    /// The same times for every series.
    case at([Moment])
    /// Times of each series, by name.
    case bySeries([String: [Moment]])
    /// Steps: forecasts up to `until`, or for `length` after the last observation seen, interpolations from the first observation to
    /// the last.
    ///
    /// Steps of the calendar are the same for all series: midnights, Mondays, firsts of a month. Fixed ones are counted from the
    /// last observation seen, for interpolations from the first; where they are aligned, the times are multiples of the step
    /// since 1970 or 0, the same for all series.
    case every(step: TimeStep, until: Moment?, length: TimeStep?, isAligned: Bool = false)
    /// Steps that ``SensibleSteps`` finds in the data, the same for all series.
    ///
    /// - Parameters:
    ///   - horizon: how far forecasts go; `nil` lets the data decide.
    ///   - zone: of the calendar's days.
    case sensible(horizon: Double?, zone: TimeZone)

    /// The most times of one series; more are a slip of the unit rather than a wish.
    static let most = 10_000_000

    /// The times of a series whose observations lie from `first` to `last`.
    ///
    /// - Parameter steps: what the data suggest, where they are to decide.
    func times(
        of name: String, first: Moment, last: Moment, kind: PredictionKind, steps: SensibleSteps?
    ) throws(JobError) -> [Moment] {
        switch self {
        case .at(let times): return Array(Set(times)).sorted()
        case .bySeries(let times): return Array(Set(times[name] ?? [])).sorted()
        case .every(let step, let until, let length, let isAligned):
            let start = kind == .forecast ? last : first
            var end = kind == .forecast ? nil : last
            if let until { end = end.map { min($0, until) } ?? until }
            if let length {
                let limit = start.advanced(by: length)
                end = end.map { min($0, limit) } ?? limit
            }
            guard let end else { throw .endlessSteps }
            let count = (end.elapsed(since: start) / step.meanLength * (1 + 1e-12)).rounded(.down)
            guard count < Double(Self.most) else {
                throw .tooManySteps(series: name, step: step.meanLength, end: "\(end)", count: count)
            }
            return step.times(from: start, through: end, isFirstIncluded: kind != .forecast, isAligned: isAligned)
        case .sensible:
            guard let steps else { return [] }
            let start = kind == .forecast ? last : first
            let end = kind == .forecast ? last.advanced(by: steps.horizon) : last
            return steps.step.times(from: start, through: end, isFirstIncluded: kind != .forecast, isAligned: true)
        }
    }
}

extension TimeStep {
    /// Times a step apart from `start` to `end`.
    fileprivate func times(from start: Moment, through end: Moment, isFirstIncluded: Bool, isAligned: Bool) -> [Moment]
    {
        guard start <= end else { return [] }
        switch self {
        case .calendar(let step, let zone):
            return CalendarGrid(step, in: zone).times(from: start, through: end, isFirstIncluded: isFirstIncluded)
        case .fixed(let length) where isAligned:
            let origin: Moment = start.kind == .calendar ? .calendar(microseconds: 0) : .numeric(0)
            let first = (start.elapsed(since: origin) / length).rounded(.down)
            let last = (end.elapsed(since: origin) / length * (1 + 1e-15)).rounded(.up)
            guard last - first < Double(PredictionTimes.most) else { return [] }
            // Where steps are parts of 1, tenths stay tenths.
            let parts = (1 / length).rounded()
            let isPart = length < 1 && abs(parts * length - 1) < 1e-12
            return (0...Int(last - first)).map { first + Double($0) }
                .map { origin.advanced(by: isPart ? $0 / parts : $0 * length) }
                .filter { (isFirstIncluded ? $0 >= start : $0 > start) && $0 <= end }
        case .fixed(let length):
            let count = Int((end.elapsed(since: start) / length * (1 + 1e-12)).rounded(.down))
            let from = isFirstIncluded ? 0 : 1
            guard count >= from else { return [] }
            return (from...count).map { start.advanced(by: Double($0) * length) }
        }
    }
}
