import Numerics

/// Centre and scale of a channel by order statistics, and the range beyond which a value counts as the range's end.
///
/// The range ends five scales beyond the values that are left when the 1 + n/500 outermost of each side are taken away (winsorising;
/// Tukey 1962): one impossible reading among hundreds moves nothing.
struct ChannelRange: Codable, Sendable, Equatable {
    /// The median.
    let center: Double
    /// Data units of one scaled unit, above 0 (``RobustScale``).
    let scale: Double
    /// The range in scaled units.
    let lowest: Double
    let highest: Double
    /// Values that lie beyond the range.
    let clipped: Int
    /// Where values may lie.
    let support: ValueSupport

    /// Scales beyond the outermost values kept.
    private static let margin = 5.0

    /// - Parameter values: finite, at least one, in any order.
    /// - Complexity: O(n log n).
    init(_ values: [Double]) {
        (center, scale) = RobustScale.centerAndScale(values)
        let (center, scale) = (center, scale)
        let sorted = values.sorted()
        let dropped = min(1 + sorted.count / 500, (sorted.count - 1) / 4)
        let low = sorted[dropped] / scale - center / scale - Self.margin
        let high = sorted[sorted.count - 1 - dropped] / scale - center / scale + Self.margin
        clipped = sorted.count { $0 / scale - center / scale < low || $0 / scale - center / scale > high }
        (lowest, highest) = (low, high)
        support = ValueSupport(of: values)
    }

    /// `value` in scaled units, within the range.
    func scaled(_ value: Double) -> Double { min(max(value / scale - center / scale, lowest), highest) }

    /// The value that is `scaled` in scaled units.
    func unscaled(_ scaled: Double) -> Double { center + scale * scaled }
}
