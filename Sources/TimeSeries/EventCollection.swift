/// A stretch of time during which events would have been seen.
public struct ExposureWindow: Sendable, Hashable {
    /// Its begin.
    public let start: Moment
    /// Its end, later than the begin.
    public let end: Moment

    /// Creates the window from `start` to `end`, both of one kind.
    public init(start: Moment, end: Moment) {
        precondition(start < end, "a window from \(start) to \(end)")
        self.start = start
        self.end = end
    }
}

/// Events of many series as ragged columns: event `k` of mark `marks[mark[k]]` happened at `times[k]`.
///
/// Series `i` owns the events `offsets[i] ..< offsets[i + 1]`, in ascending order of (time, mark), and the windows
/// `windows[i]`, ascending and apart; none where nobody said when it was watched.
public struct EventCollection: Sendable {
    /// Names of the marks; `""` is the mark of events without one.
    public let marks: [String]
    /// One name a series.
    public let names: [String]
    /// `names.count + 1` ascending positions.
    public let offsets: [Int]
    /// When: `(events)`.
    public let times: TimeColumn
    /// Which mark: `(events)`.
    public let mark: [Int32]
    /// When each series was watched: `(series)`.
    public let windows: [[ExposureWindow]]

    /// Creates a collection from columns that satisfy the type's invariants.
    public init(
        marks: [String], names: [String], offsets: [Int], times: TimeColumn, mark: [Int32], windows: [[ExposureWindow]]
    ) {
        precondition(offsets.count == names.count + 1, "\(offsets.count) offsets for \(names.count) series")
        precondition(offsets.first == 0 && offsets.last == times.count, "offsets do not span \(times.count) events")
        precondition(mark.count == times.count, "\(mark.count) marks for \(times.count) events")
        precondition(windows.count == names.count, "\(windows.count) lists of windows for \(names.count) series")
        self.marks = marks
        self.names = names
        self.offsets = offsets
        self.times = times
        self.mark = mark
        self.windows = windows
    }

    /// The number of series.
    public var count: Int { names.count }

    /// The events of series `index`.
    public func events(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}
