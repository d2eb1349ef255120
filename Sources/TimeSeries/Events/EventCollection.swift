/// A span of time in which a series was watched: every event within it was recorded.
public struct ExposureWindow: Sendable, Hashable {
    /// The start.
    public let start: Moment
    /// The end, later than the start.
    public let end: Moment

    /// Creates the window from `start` to `end`.
    ///
    /// - Precondition: both are of one kind and `start` is the earlier.
    public init(start: Moment, end: Moment) {
        precondition(start < end, "a window from \(start) to \(end)")
        self.start = start
        self.end = end
    }
}

/// Events of many series as ragged columns: event `k` of mark `marks[mark[k]]` happened at `times[k]`.
///
/// Series `i` owns the events `offsets[i] ..< offsets[i + 1]`, in ascending order of (time, mark), and the exposure windows
/// `windows[i]`, ascending and disjoint; none where it is not known when the series was watched.
public struct EventCollection: Sendable {
    /// Names of the marks; `""` is the mark of events without one.
    public let marks: [String]
    /// One name a series.
    public let names: [String]
    /// Where each series' events begin, then the number of events: `names.count + 1` ascending positions.
    public let offsets: [Int]
    /// The time of each event.
    public let times: TimeColumn
    /// The mark of each event, an index into `marks`.
    public let mark: [Int32]
    /// The exposure windows of each series.
    public let windows: [[ExposureWindow]]

    /// Creates a collection from columns that satisfy the type's invariants.
    ///
    /// - Precondition: `offsets` span the events, and the columns are of matching lengths. Order is not checked.
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

    /// The events of the series at `index`.
    public func events(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}
