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
    /// The variable.
    public var variable: String
    /// What its values are in, where that is known.
    public var unit: String?
    /// Whether the model takes the variable's logarithms: the axis is then logarithmic, where all values are positive.
    public var isLogarithmic = false
    /// Whether small values are at the top, as with magnitudes of stars.
    public var isInverted = false
    /// What the model saw.
    public var seen: [(time: Moment, value: Double)]
    /// What was observed after the time up to which it saw.
    public var hidden: [(time: Moment, value: Double)]
    public var interpolation: [Point]
    public var forecast: [Point]

    /// Every time in the panel.
    var times: [Moment] { seen.map(\.time) + hidden.map(\.time) + interpolation.map(\.time) + forecast.map(\.time) }

    /// Every value in the panel.
    var values: [Double] {
        seen.map(\.value) + hidden.map(\.value) + (interpolation + forecast).flatMap { [$0.low, $0.median, $0.high] }
    }

    /// The variable with its unit, for the axis: `bili (mg/dl)`.
    var axisTitle: String { variable + (unit.map { " (\($0))" } ?? "") }
}
