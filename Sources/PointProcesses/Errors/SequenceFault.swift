/// How times or windows break the rules of a sequence. Events are numbered from 1.
public enum SequenceFault: Sendable, Hashable, CustomStringConvertible {
    /// A window's begin or end is not a finite number.
    case infiniteWindow(start: Double, end: Double)
    /// A window does not go forward.
    case emptyWindow(start: Double, end: Double)
    /// There is no window.
    case noWindow
    /// A window begins before the one before it ends.
    case overlappingWindows(end: Double, nextStart: Double)
    /// The time of an event is not a finite number.
    case infiniteTime(Double, event: Int)
    /// An event is earlier than the one before it.
    case descendingTime(Double, event: Int, before: Double)
    /// An event lies in no window.
    case outsideWindows(Double, event: Int)

    public var description: String {
        switch self {
        case .infiniteWindow(let start, let end): "the window from \(start) to \(end) is not finite"
        case .emptyWindow(let start, let end):
            "the window from \(start) to \(end) has no positive length; its end must be later"
        case .noWindow: "no window in which events were looked for"
        case .overlappingWindows(let end, let next): "the windows to \(end) and from \(next) overlap or descend"
        case .infiniteTime(let time, let event): "time \(time) of event \(event) is not finite"
        case .descendingTime(let time, let event, let before):
            "times are not sorted: event \(event) at \(time) comes after \(before)"
        case .outsideWindows(let time, let event): "event \(event) at \(time) lies outside the windows of exposure"
        }
    }
}
