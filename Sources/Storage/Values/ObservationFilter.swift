import TimeSeries

/// A selection of observations.
public struct ObservationFilter: Sendable, Hashable {
    /// Names of series; `nil` for all.
    public var series: [String]?
    /// Names of variables; `nil` for all that have observations.
    public var variables: [String]?
    /// The latest time selected; `nil` for no limit.
    public var until: Moment?

    /// Selects everything, or what is named.
    public init(series: [String]? = nil, variables: [String]? = nil, until: Moment? = nil) {
        self.series = series
        self.variables = variables
        self.until = until
    }
}
