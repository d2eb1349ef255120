/// Why a model cannot answer, or a process not be fitted to what is there.
public enum EventRefusal: Sendable, Hashable, CustomStringConvertible {
    /// A renewal process was asked of two events of one mark at one time, or of one at a window's begin.
    case noWaitingTime(series: String, time: Double)
    /// A forecast was asked for a time before it begins.
    case timeBeforeForecast(Double, start: Double)
    /// A forecast was asked for a stretch that begins before it does.
    case windowBeforeForecast(Double, start: Double)

    public var description: String {
        switch self {
        case .noWaitingTime(let series, let time):
            "series \(series): two events of one kind at \(time), or one at the very begin of a window; "
                + "waiting times of a renewal process are positive"
        case .timeBeforeForecast(let time, let start): "time \(time) is not after the end of what was seen, \(start)"
        case .windowBeforeForecast(let begin, let start):
            "the stretch from \(begin) begins before the end of what was seen, \(start)"
        }
    }
}
