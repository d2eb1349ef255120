import Storage
import TimeSeries

/// The windows of exposure of the series that an import meets.
struct ExposureRows {
    /// What became of a window.
    enum Outcome {
        case known
        case new
        case overlaps(ExposureWindow)
    }

    private let sink: any ImportSink
    private var windows: [Int64: [ExposureWindow]] = [:]

    init(_ sink: any ImportSink) { self.sink = sink }

    private mutating func windows(of series: Int64) throws(StoreError) -> [ExposureWindow] {
        if let known = windows[series] { return known }
        let found = try sink.windows(ofSeries: series)
        windows[series] = found
        return found
    }

    /// Adds a window of `series`, unless it is known or overlaps one that is.
    mutating func take(_ window: ExposureWindow, series: Int64) throws(StoreError) -> Outcome {
        for known in try windows(of: series) {
            if known == window { return .known }
            if known.start < window.end, window.start < known.end { return .overlaps(known) }
        }
        try sink.addWindow(window, series: series)
        windows[series, default: []].append(window)
        return .new
    }

    /// Whether an event of `series` may lie at `moment`: in a window, or anywhere where none is known.
    mutating func admits(_ moment: Moment, series: Int64) throws(StoreError) -> Bool {
        let known = try windows(of: series)
        return known.isEmpty || known.contains { $0.start <= moment && moment <= $0.end }
    }
}
