import Foundation
import TimeSeries

/// A distribution of one number by its quantiles at fixed levels, its distribution function linear between them.
///
/// Equal neighbours are an atom. Nothing lies beyond the outermost quantiles, so that a support that they keep is kept throughout.
struct PredictiveCurve {
    /// Levels that every forecaster is asked for: even ones, which stand for the distribution in scores, and three in either tail.
    static let levels = tail + ScoredForecasts.evenLevels(evenCount) + tail.reversed().map { 1 - $0 }
    /// The even levels among ``levels``.
    static let even = tail.count..<tail.count + evenCount

    private static let evenCount = 64
    private static let tail = [1e-5, 5e-4, 2.5e-3]

    /// The quantiles at ``levels``, ascending.
    let values: ArraySlice<Double>

    init(_ values: ArraySlice<Double>) {
        precondition(values.count == Self.levels.count, "\(values.count) quantiles of \(Self.levels.count) levels")
        self.values = values
    }

    private func value(_ index: Int) -> Double { values[values.startIndex + index] }

    /// The quantile of `probability`, ascending in it.
    func quantile(_ probability: Double) -> Double {
        let levels = Self.levels
        let high = levels.partitionPoint { $0 >= probability }
        if high == 0 { return value(0) }
        if high == levels.count { return value(high - 1) }
        let share = (probability - levels[high - 1]) / (levels[high] - levels[high - 1])
        return value(high - 1) + share * (value(high) - value(high - 1))
    }

    /// P(X < x) and P(X ≤ x); they differ where x is an atom.
    func probability(of x: Double) -> (below: Double, upTo: Double) {
        let levels = Self.levels
        let first = values.partitionPoint { $0 >= x } - values.startIndex
        let after = values.partitionPoint { $0 > x } - values.startIndex
        /// The distribution function between the quantiles before and at `index`.
        func inside(_ index: Int) -> Double {
            if index == 0 { return 0 }
            if index == levels.count { return 1 }
            let (low, high) = (value(index - 1), value(index))
            return levels[index - 1] + (x - low) / (high - low) * (levels[index] - levels[index - 1])
        }
        if first == after {
            let p = inside(first)
            return (p, p)
        }
        return (first == 0 ? 0 : levels[first], after == levels.count ? 1 : levels[after - 1])
    }

    /// The quantiles at even levels, each of which stands for as much.
    var even: [Double] { Array(values.dropFirst(Self.even.lowerBound).prefix(Self.even.count)) }
}
