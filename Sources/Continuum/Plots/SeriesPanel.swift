import TimeSeries

/// One panel: what was observed of a variable of a series, and what a model says of it.
public struct SeriesPanel: Sendable {
    /// A point of the model's curve.
    public struct Point: Sendable {
        public var time: Moment
        public var low: Double
        public var median: Double
        public var high: Double
    }

    public var title: String
    /// What the model saw.
    public var seen: [(time: Moment, value: Double)]
    /// What was observed after the time up to which it saw.
    public var hidden: [(time: Moment, value: Double)]
    public var interpolation: [Point]
    public var forecast: [Point]

    /// Every time in the panel.
    var times: [Moment] { seen.map(\.time) + hidden.map(\.time) + interpolation.map(\.time) + forecast.map(\.time) }
}
