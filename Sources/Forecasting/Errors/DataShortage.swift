import TimeSeries

/// What there is too little of.
public enum DataShortage: Sendable, Hashable, CustomStringConvertible {
    /// No observation at all, or none up to `until`.
    case noObservations(until: Moment?)
    /// Every series has observations at one time only, so nothing shows how values change.
    case noSeriesWithTwoTimes
    /// Fewer observation times, in series of two or more, than `model` needs.
    case tooFewTimes(found: Int, needed: Int, model: String)
    /// A series has no observation of the model's variables, or none at or before `asOf`.
    case seriesWithoutObservations(series: String, asOf: Moment?)
    /// Fewer values later than what a model was fitted to than its bands can be set by.
    case tooFewLater(than: Moment, found: Int, needed: Int)
    /// No series or stretch was held out to compare models on.
    case nothingHeldOut

    public var description: String {
        switch self {
        case .noObservations(let until):
            "there are no observations to learn from" + (until.map { " up to \($0)" } ?? "")
        case .noSeriesWithTwoTimes: "no series has observations at two times, and a model learns how values change"
        case .tooFewTimes(let found, let needed, let model):
            "only \(found) observation times in series with at least two; \(model) needs \(needed)"
        case .seriesWithoutObservations(let series, let asOf):
            "series \(series) has no observation of the model's variables"
                + (asOf.map { " at or before \($0)" } ?? "")
        case .tooFewLater(let seen, let found, let needed):
            "only \(found) values can be forecast after \(seen), and bands are set by \(needed) at least"
        case .nothingHeldOut: "nothing was held out to compare joint and separate models on"
        }
    }
}
