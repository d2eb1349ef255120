import Foundation
import Numerics

/// Draws wild values in, so that one impossible reading spoils neither a fit nor a forecast.
struct WildLimit: Codable, Sendable, Hashable {
    /// Median of the values that were learned from.
    let center: Double
    /// Their spread by order statistics.
    let scale: Double
    /// The furthest of them, in spreads, that is not wild.
    let reach: Double

    /// Learns from values, which may be wild.
    init(of values: [Double]) {
        (center, scale) = RobustScale.centerAndScale(values)
        let (center, scale) = (center, scale)
        let bound = RobustScale.bound(values.map { abs($0 - center) / scale })
        reach = bound / 2
    }

    /// A history whose wild values are drawn in: those more than ten spreads from the median and more than twice as far as what was
    /// learned from and all others of the history. A single value far away is wild; several are the series' own way.
    ///
    /// - Complexity: O(n log n).
    func tamed(_ history: ChannelHistory) -> ChannelHistory {
        var furthest = reach
        for value in history.values { furthest = max(furthest, abs(value - center) / scale) }
        guard furthest > 2 * reach else { return history }
        let bound = RobustScale.bound(history.values.map { abs($0 - center) / scale } + [reach]) * scale
        var tame = history
        for index in tame.values.indices {
            tame.values[index] = min(max(tame.values[index], center - bound), center + bound)
        }
        return tame
    }
}
