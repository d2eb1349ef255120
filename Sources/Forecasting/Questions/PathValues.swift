import TimeSeries

/// The distribution of a number that is made of a path, from sample paths.
public struct PathValues: Sendable, Hashable {
    /// The number of each path, ascending, in the variable's unit.
    public let values: [Double]

    init(_ values: [Double]) { self.values = values.sorted() }

    /// Mean over the paths.
    public var mean: Double { values.reduce(0) { $0 + $1 / Double(values.count) } }

    /// Standard deviation over the paths.
    public var deviation: Double {
        let mean = mean
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(values.count) }.squareRoot()
    }

    /// The quantile of `probability`, within (0, 1), by a line between order statistics (Hyndman, Fan 1996, type 5).
    public func quantile(_ probability: Double) -> Double {
        let place = probability * Double(values.count) - 0.5
        let low = min(max(Int(place.rounded(.down)), 0), values.count - 1)
        let high = min(low + 1, values.count - 1)
        return values[low] + min(max(place - Double(low), 0), 1) * (values[high] - values[low])
    }

    /// Probability that `condition` holds.
    public func probability(_ condition: LevelCondition) -> Double {
        Double(values.count(where: condition.holds)) / Double(values.count)
    }
}
