import Foundation

/// The distribution that a few quantiles describe: straight between them, exponential beyond the outermost.
///
/// F runs straight from each quantile to the next. Below the lowest, F(y) = p₁ exp((y − q₁) / s), where s takes it through the second
/// quantile if it is continued; above the highest alike. Equal quantiles are an atom: F jumps there. An atom at an outermost quantile
/// holds all that lies beyond, as of a value that has a bound.
public struct QuantileCurve: Sendable {
    /// The levels, ascending, between 0 and 1, `(n)`.
    public let levels: [Double]
    /// The quantiles, ascending, `(n)`.
    public let quantiles: [Double]

    /// Creates the distribution.
    ///
    /// - Precondition: two levels at least, ascending, with as many quantiles, which do not descend.
    public init(levels: [Double], quantiles: [Double]) {
        precondition(levels.count >= 2, "\(levels.count) levels")
        precondition(levels.count == quantiles.count, "\(quantiles.count) quantiles of \(levels.count) levels")
        self.levels = levels
        self.quantiles = quantiles
    }

    /// Scale of the tail below.
    private var lower: Double { (quantiles[1] - quantiles[0]) / log(levels[1] / levels[0]) }

    /// Scale of the tail above.
    private var upper: Double {
        let last = levels.count - 1
        return (quantiles[last] - quantiles[last - 1]) / log((1 - levels[last - 1]) / (1 - levels[last]))
    }

    /// P(Y < y) and P(Y ≤ y): the same but at an atom.
    ///
    /// - Complexity: O(log n).
    public func probabilities(at y: Double) -> (below: Double, upTo: Double) {
        let last = levels.count - 1
        if y < quantiles[0] {
            let p = lower > 0 ? levels[0] * exp((y - quantiles[0]) / lower) : 0
            return (p, p)
        }
        if y > quantiles[last] {
            let p = upper > 0 ? 1 - (1 - levels[last]) * exp((quantiles[last] - y) / upper) : 1
            return (p, p)
        }
        let first = quantiles.partitionPoint { $0 >= y }
        let after = quantiles.partitionPoint { $0 > y }
        if first < after {
            let isLowest = first == 0 && after > 1
            let isHighest = after == levels.count && first < last
            return (isLowest ? 0 : levels[first], isHighest ? 1 : levels[after - 1])
        }
        let share = (y - quantiles[first - 1]) / (quantiles[first] - quantiles[first - 1])
        let p = levels[first - 1] + share * (levels[first] - levels[first - 1])
        return (p, p)
    }

    /// log p(y), in nats of the values' unit: the probability of the `resolution` about y over its width.
    ///
    /// A resolution, the step in which values are told, gives atoms a density, and the tails a scale where there is none. Where
    /// values are finer than any quantile's distance from the next, it is the slope of F.
    ///
    /// - Parameters:
    ///   - y: the value.
    ///   - resolution: a width, above zero; widened to eight units of the last place of y.
    /// - Complexity: O(log n).
    public func logDensity(at y: Double, resolution: Double) -> Double {
        precondition(resolution > 0, "a resolution of \(resolution)")
        let width = max(resolution, 8 * y.ulp)
        let (a, b) = (y - width / 2, y + width / 2)
        let last = levels.count - 1
        if b < quantiles[0] {
            return Self.tail(levels[0], max(lower, width), from: quantiles[0] - b, width)
        }
        if a > quantiles[last] {
            return Self.tail(1 - levels[last], max(upper, width), from: a - quantiles[last], width)
        }
        // Within one piece, without the difference of two near numbers.
        let place = quantiles.partitionPoint { $0 >= a }
        if place > 0, place <= last, quantiles[place] > b, quantiles[place - 1] < a {
            return log((levels[place] - levels[place - 1]) / (quantiles[place] - quantiles[place - 1]))
        }
        let below =
            a < quantiles[0] ? levels[0] * exp((a - quantiles[0]) / max(lower, width)) : probabilities(at: a).below
        let above =
            b > quantiles[last]
            ? (1 - levels[last]) * exp((quantiles[last] - b) / max(upper, width)) : 1 - probabilities(at: b).upTo
        return log(max(1 - above - below, .leastNormalMagnitude) / width)
    }

    /// The log of the mean density over `width` of an exponential tail of mass `mass`, `distance` beyond its beginning.
    private static func tail(_ mass: Double, _ scale: Double, from distance: Double, _ width: Double) -> Double {
        log(mass) - distance / scale + log(-expm1(-width / scale) / width)
    }
}

extension Score {
    /// The logarithmic score −log p(y) of a distribution given by quantiles, as ``QuantileCurve/logDensity(at:resolution:)`` has it.
    public static func logarithmic(
        quantiles: [Double], levels: [Double], observed: Double, resolution: Double
    ) -> Double {
        -QuantileCurve(levels: levels, quantiles: quantiles).logDensity(at: observed, resolution: resolution)
    }

    /// The probability integral transform F(y) of a distribution given by quantiles (Dawid 1984): uniform if the forecast is right.
    ///
    /// At an atom, where several quantiles are y, it is drawn between P(Y < y) and P(Y ≤ y), as for counts (Czado, Gneiting, Held 2009).
    ///
    /// - Parameters:
    ///   - quantiles: ascending, two at least.
    ///   - levels: one for each quantile, ascending, between 0 and 1.
    ///   - observed: y.
    ///   - uniform: a random number between 0 and 1, which counts at atoms only.
    public static func probabilityIntegralTransform(
        quantiles: [Double], levels: [Double], observed: Double, uniform: Double
    ) -> Double {
        let (below, upTo) = QuantileCurve(levels: levels, quantiles: quantiles).probabilities(at: observed)
        return below + uniform * (upTo - below)
    }
}
