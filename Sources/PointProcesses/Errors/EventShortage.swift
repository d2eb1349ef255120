import TimeSeries

/// What the data lack.
public enum EventShortage: Sendable, Hashable, CustomStringConvertible {
    /// There are neither events nor windows, up to a time where one is given.
    case noEvents(until: Moment?)
    /// Fewer events than the kind needs.
    case fewEvents(Int, kind: IntensityKind, least: Int)
    /// A mark, by its number, has no events, which the kind needs.
    case markWithoutEvents(Int, kind: IntensityKind)
    /// A mark, by its number, has fewer than two waiting times.
    case fewWaitingTimes(mark: Int)
    /// The windows do not tell so many coefficients of a log-linear rate apart.
    case indistinctCoefficients(Int)
    /// The series has events at one time only and no window: its exposure cannot be told.
    case noExposure(series: String)

    public var description: String {
        switch self {
        case .noEvents(let until):
            "there are neither events nor windows of exposure" + (until.map { " up to \($0)" } ?? "")
        case .fewEvents(let count, let kind, let least):
            "\(count) events are too few for \(kind.title), which needs \(least) at least"
        case .markWithoutEvents(let mark, let kind):
            "mark \(mark + 1) has no events, without which \(kind.title) cannot be fitted"
        case .fewWaitingTimes(let mark):
            "mark \(mark + 1) has fewer than the two waiting times that a renewal process needs"
        case .indistinctCoefficients(let count):
            "the windows do not tell the \(count) coefficients of the log-linear rate apart"
        case .noExposure(let series): "series \(series) has events at one time only and no window of exposure"
        }
    }
}
