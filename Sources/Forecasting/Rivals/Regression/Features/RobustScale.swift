/// Centre and scale of a channel by order statistics, and the range beyond which a value counts as the range's end.
///
/// The centre is the median; the scale is that of a normal distribution with the same distance of its 10 % and 90 % quantiles,
/// unless nearly all values are one. The range ends five scales beyond the values that are left when the 1 + n/500 outermost of
/// each side are taken away (winsorising; Tukey 1962): one impossible reading among hundreds moves nothing.
struct RobustScale: Codable, Sendable, Equatable {
    /// The median.
    let center: Double
    /// Data units of one scaled unit, above 0.
    let scale: Double
    /// The range in scaled units.
    let lowest: Double
    let highest: Double
    /// Values that lie beyond the range.
    let clipped: Int
    /// Whether no value is negative.
    let isNonnegative: Bool

    /// Scales beyond the outermost values kept.
    private static let margin = 5.0

    /// - Parameter values: finite, at least one, in any order.
    /// - Complexity: O(n log n).
    init(_ values: [Double]) {
        let sorted = values.sorted()
        let count = sorted.count
        func quantile(_ probability: Double) -> Double {
            let place = probability * Double(count - 1)
            let low = Int(place)
            let high = min(low + 1, count - 1)
            // Halves first: the difference of two finite numbers may not be finite.
            let share = place - Double(low)
            return sorted[low] * (1 - share) + sorted[high] * share
        }
        let median = quantile(0.5)
        let dropped = min(1 + count / 500, (count - 1) / 4)
        let kept = sorted[dropped..<count - dropped]
        let square = kept.reduce(0) { $0 + ($1 - median) * ($1 - median) } / Double(kept.count)
        let deviation = square.squareRoot()
        let between = (quantile(0.9) - quantile(0.1)) / 2.5631
        let found = between > 0.05 * deviation ? between : deviation
        let scale = found > 0 && found.isFinite ? found : 1
        self.scale = scale
        center = median
        lowest = (sorted[dropped] - median) / scale - Self.margin
        highest = (sorted[count - 1 - dropped] - median) / scale + Self.margin
        let (low, high) = (lowest, highest)
        clipped = sorted.count { ($0 - median) / scale < low || ($0 - median) / scale > high }
        isNonnegative = sorted[0] >= 0
    }

    /// `value` in scaled units, within the range.
    func scaled(_ value: Double) -> Double { min(max((value - center) / scale, lowest), highest) }

    /// The value that is `scaled` in scaled units.
    func unscaled(_ scaled: Double) -> Double { center + scale * scaled }
}
