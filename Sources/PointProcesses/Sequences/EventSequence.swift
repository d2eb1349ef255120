/// A closed interval of model time under observation.
public struct Exposure: Sendable, Hashable, Codable {
    /// Its begin.
    public let start: Double
    /// Its end, later.
    public let end: Double

    /// Creates a window; throws where it is not finite or does not go forward.
    public init(start: Double, end: Double) throws(EventError) {
        guard start.isFinite, end.isFinite else {
            throw .invalidSequence(.infiniteWindow(start: start, end: end), series: "")
        }
        guard start < end else {
            throw .invalidSequence(.emptyWindow(start: start, end: end), series: "")
        }
        self.start = start
        self.end = end
    }

    /// Its length.
    public var length: Double { end - start }
}

/// The events of one series and the windows in which they were looked for.
///
/// Times ascend, simultaneous events stand side by side, and each lies in a window. What happens outside the windows is
/// unknown: the last window may go on after the last event (right-censoring), and there may be gaps between windows.
public struct EventSequence: Sendable, Hashable {
    /// The series' name.
    public let name: String
    /// When, in model time: `(events)`.
    public let times: [Double]
    /// Which mark: `(events)`.
    public let marks: [Int32]
    /// The windows, ascending and apart.
    public let exposure: [Exposure]

    /// Creates a sequence.
    ///
    /// - Parameters:
    ///   - name: of the series, for messages.
    ///   - times: ascending, `(events)`, each within a window.
    ///   - marks: `nil` for one kind of event.
    ///   - exposure: the windows, ascending and apart.
    /// - Throws: `invalidSequence` for times that are not finite, descend or lie outside every window, and for windows that
    ///   descend or overlap; the message names the series and the first place.
    public init(name: String = "", times: [Double], marks: [Int32]? = nil, exposure: [Exposure]) throws(EventError) {
        precondition(marks == nil || marks?.count == times.count, "marks and times of unequal length")
        guard !exposure.isEmpty else { throw .invalidSequence(.noWindow, series: name) }
        for (a, b) in zip(exposure, exposure.dropFirst()) where b.start < a.end {
            throw .invalidSequence(.overlappingWindows(end: a.end, nextStart: b.start), series: name)
        }
        var window = 0
        for (index, time) in times.enumerated() {
            guard time.isFinite else { throw .invalidSequence(.infiniteTime(time, event: index + 1), series: name) }
            if index > 0, time < times[index - 1] {
                throw .invalidSequence(
                    .descendingTime(time, event: index + 1, before: times[index - 1]), series: name)
            }
            while window < exposure.count - 1, time > exposure[window].end { window += 1 }
            guard time >= exposure[window].start, time <= exposure[window].end else {
                throw .invalidSequence(.outsideWindows(time, event: index + 1), series: name)
            }
        }
        self.name = name
        self.times = times
        self.marks = marks ?? Array(repeating: 0, count: times.count)
        self.exposure = exposure
    }

    /// Total length of the windows.
    public var duration: Double { exposure.reduce(0) { $0 + $1.length } }

    /// The events of one window: those after the windows before it and up to its end.
    func events(in window: Int, from first: Int) -> Range<Int> {
        var end = first
        while end < times.count, times[end] <= exposure[window].end { end += 1 }
        return first..<end
    }

    /// The sequence as it was known at `time`: events and windows up to then.
    ///
    /// - Throws: where no window began before `time`.
    public func cut(at time: Double) throws(EventError) -> EventSequence {
        var windows: [Exposure] = []
        for window in exposure where window.start < time {
            windows.append(try Exposure(start: window.start, end: min(window.end, time)))
        }
        let count = times.firstIndex { $0 > time } ?? times.count
        return try EventSequence(
            name: name, times: Array(times[..<count]), marks: Array(marks[..<count]), exposure: windows)
    }
}
