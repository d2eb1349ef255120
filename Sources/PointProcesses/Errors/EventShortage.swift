import TimeSeries

/// What the data lack.
public enum EventShortage: Sendable, Hashable, CustomStringConvertible {
    /// There are neither events nor windows, up to a time where one is given.
    case noEvents(until: Moment?)
    /// Fewer events than a process, told with its article, needs.
    case fewEvents(Int, process: String, least: Int)
    /// A mark, by its number, has no events, without which a process, told with its article, cannot be fitted.
    case markWithoutEvents(Int, process: String)
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
        case .fewEvents(let count, let process, let least):
            "\(count) events are too few for \(process), which needs \(least) at least"
        case .markWithoutEvents(let mark, let process):
            "mark \(mark + 1) has no events, without which \(process) cannot be fitted"
        case .fewWaitingTimes(let mark):
            "mark \(mark + 1) has fewer than the two waiting times that a renewal process needs"
        case .indistinctCoefficients(let count):
            "the windows do not tell the \(count) coefficients of the log-linear rate apart"
        case .noExposure(let series): "series \(series) has events at one time only and no window of exposure"
        }
    }
}
