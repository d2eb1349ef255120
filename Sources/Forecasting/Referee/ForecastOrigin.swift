import TimeSeries

/// A series and the moment from which it is forecast: rows up to it are the history, later ones are scored.
public struct ForecastOrigin: Sendable, Hashable {
    /// Index of the series in the collection.
    public var series: Int
    /// The last moment that is seen.
    public var cutoff: Moment
    /// The last moment that is scored; `nil` for the end of the series.
    public var end: Moment?

    /// An origin at `cutoff` in series `series`, scored up to `end`.
    public init(series: Int, cutoff: Moment, end: Moment? = nil) {
        self.series = series
        self.cutoff = cutoff
        self.end = end
    }
}
