/// Centre and scale by order statistics, which a few wild values do not move.
package enum RobustScale {
    /// Standard deviations of a normal distribution between its quartiles.
    private static let quartiles = 1.3489795003921634
    /// The same between its 5th and 95th percentiles.
    private static let outer = 3.2897072539029444

    /// The median, and an estimate of the standard deviation: the larger of those from the quartiles and from the 5th and 95th
    /// percentiles, which has a meaning also where more than half of the values are the same.
    ///
    /// Where nine tenths are the same, the standard deviation; where all are, the size of the value, or 1.
    ///
    /// - Complexity: O(n log n).
    package static func centerAndScale(_ values: [Double]) -> (center: Double, scale: Double) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return (0, 1) }
        let center = quantile(sorted, 0.5)
        // Halves first: the difference of huge values of both signs may overflow.
        let inner = (quantile(sorted, 0.75) / 2 - quantile(sorted, 0.25) / 2) * 2 / quartiles
        let wide = (quantile(sorted, 0.95) / 2 - quantile(sorted, 0.05) / 2) * 2 / outer
        let scale = max(inner, wide)
        // Differences that rounding alone could make are no variation.
        let least = max(abs(first), abs(last), abs(center)) * 1e-12
        if scale.isFinite, scale > max(abs(center) * 1e-12, .leastNormalMagnitude) { return (center, scale) }
        let unit = max(abs(first), abs(last))
        guard unit > 0, last > first, last / 2 - first / 2 > least else { return (center, max(abs(center), 1e-300)) }
        let square = sorted.reduce(0) { sum, value in
            let share = value / unit - center / unit
            return sum + share * share
        }
        return (center, max((square / Double(sorted.count)).squareRoot() * unit, 1e-300))
    }

    /// Spreads from the median within which no value is wild.
    private static let leastBound = 10.0
    /// Share of the values that may be wild; more are a tail.
    private static let wildShare = 0.01

    /// The distance beyond which values are wild: those that lie more than ten spreads from the median and twice as far as any that
    /// is not wild, and are one in a hundred at most. Twice the largest distance of the others, ten at least.
    ///
    /// - Parameter distances: from the median, in spreads, in any order.
    /// - Complexity: O(n log n).
    package static func bound(_ distances: [Double]) -> Double {
        let sorted = distances.sorted()
        let most = max(1, Int(wildShare * Double(sorted.count)))
        var last = sorted.last ?? 0
        for index in sorted.indices.suffix(most) where index > 0 {
            if sorted[index] > leastBound, sorted[index] > 2 * sorted[index - 1] {
                last = sorted[index - 1]
                break
            }
        }
        return max(leastBound, 2 * last)
    }

    /// The quantile of `probability` by linear interpolation between order statistics (Hyndman, Fan 1996, type 7).
    ///
    /// - Precondition: `sorted` ascends and is not empty.
    package static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        let place = probability * Double(sorted.count - 1)
        let low = min(max(Int(place), 0), sorted.count - 1)
        let high = min(low + 1, sorted.count - 1)
        let share = place - Double(low)
        // Halves, for the difference of huge numbers of both signs may overflow.
        return sorted[low] + 2 * (share * (sorted[high] / 2 - sorted[low] / 2))
    }
}
