import Foundation
import Numerics
import TimeSeries

/// Values of a variable that lie far from all others.
public struct Outliers: Sendable, Hashable, Codable {
    /// One of them.
    public struct Value: Sendable, Hashable, Codable {
        /// Name of the series.
        public let series: String
        /// When it was observed.
        public let time: Moment
        /// The value, in the data's unit.
        public let value: Double
        /// Distance from the median in spreads: robust estimates of the standard deviation.
        public let distance: Double
    }

    /// The variable.
    public let variable: String
    /// How many there are.
    public let count: Int
    /// The furthest ones, at most three, furthest first.
    public let furthest: [Value]

    private static let shown = 3

    /// The outliers of each variable that has any, in the order of the variables.
    ///
    /// A value is one where it lies more than ten spreads from the median and more than twice as far as any that is none, among at
    /// most one in a hundred of the variable's values; of positive variables, also by their logarithms.
    ///
    /// - Complexity: O(n log n) in the number of observations.
    public static func found(in collection: SeriesCollection) -> [Outliers] {
        var rows = [[Int]](repeating: [], count: collection.variables.count)
        for row in collection.values.indices { rows[Int(collection.variableIndices[row])].append(row) }
        return zip(collection.variables, rows).compactMap { variable, rows in
            let values = rows.map { collection.values[$0] }
            var distances = wildDistances(values)
            if !distances.isEmpty, values.allSatisfy({ $0 > 0 }) {
                let logarithms = wildDistances(values.map { log($0) })
                distances = distances.filter { logarithms[$0.key] != nil }
            }
            guard !distances.isEmpty else { return nil }
            let order = distances.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            return Outliers(
                variable: variable, count: order.count,
                furthest: order.prefix(shown).map { index, distance in
                    let row = rows[index]
                    let series = collection.offsets.partitionPoint { $0 > row } - 1
                    return Value(
                        series: collection.names[series], time: collection.times[row], value: values[index],
                        distance: distance)
                })
        }
    }

    /// Distances of the wild values, by index.
    private static func wildDistances(_ values: [Double]) -> [Int: Double] {
        guard values.count >= 20 else { return [:] }
        let (center, scale) = RobustScale.centerAndScale(values)
        let distances = values.map { abs($0 - center) / scale }
        let bound = RobustScale.bound(distances)
        return Dictionary(
            uniqueKeysWithValues: distances.enumerated().filter { $0.element > bound }.map { ($0.offset, $0.element) })
    }
}
