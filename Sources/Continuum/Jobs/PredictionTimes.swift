import Forecasting
import Storage
import TimeSeries

/// The times at which series are asked for.
public enum PredictionTimes: Sendable {
    /// The same times for every series.
    case at([Moment])
    /// Times of each series, by name.
    case bySeries([String: [Moment]])
    /// Equal steps: forecasts count them from the last observation seen, interpolations from the first.
    case every(step: Double, until: Moment?, length: Double?)

    /// The most times of one series; more are a slip of the unit rather than a wish.
    static let most = 10_000_000

    /// The times of a series whose observations lie from `first` to `last`.
    func times(of name: String, first: Moment, last: Moment, kind: PredictionKind) throws(JobError) -> [Moment] {
        switch self {
        case .at(let times): return Array(Set(times)).sorted()
        case .bySeries(let times): return Array(Set(times[name] ?? [])).sorted()
        case .every(let step, let until, let length):
            let start = kind == .forecast ? last : first
            var end = kind == .forecast ? nil : last
            if let until { end = end.map { min($0, until) } ?? until }
            if let length {
                let limit = start.advanced(by: length)
                end = end.map { min($0, limit) } ?? limit
            }
            guard let end else { throw .endlessSteps }
            let count = ((end.elapsed(since: start)) / step * (1 + 1e-12)).rounded(.down)
            guard count < Double(Self.most) else {
                throw .tooManySteps(series: name, step: step, end: "\(end)", count: count)
            }
            guard count >= 0 else { return [] }
            let from = kind == .forecast ? 1 : 0
            guard Int(count) >= from else { return [] }
            return (from...Int(count)).map { start.advanced(by: Double($0) * step) }
        }
    }
}
