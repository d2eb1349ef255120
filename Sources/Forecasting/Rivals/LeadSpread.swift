import Foundation
import TimeSeries

/// The distribution of errors by lead: quantiles of the errors in bins of the lead, interpolated in its logarithm.
///
/// Below the first bin's centre the errors shrink towards those at no lead, which bins further on foretell: observation noise stays,
/// what grows with the lead goes. Beyond the last one the errors are those of the last bin, about their median
/// widened by √(lead / its centre), as a random walk's would be: a stated guess, since nothing so far ahead was tried.
struct LeadSpread: Codable, Sendable {
    /// Quantiles that stand for a distribution, at probabilities (k + ½) / `points`.
    static let points = 64
    /// Errors that a bin holds at the least.
    private static let leastErrors = 48
    private static let mostBins = 16

    /// Geometric means of the leads of each bin, ascending.
    private(set) var centers: [Double] = []
    /// `(bins)(points)`, ascending within a bin.
    private(set) var quantiles: [[Double]] = []

    /// An error of a rule.
    struct Miss {
        /// Time ahead, above zero.
        var lead: Double
        /// What was observed minus what the rule said.
        var error: Double
        /// When the rule was asked.
        var anchor = 0.0
    }

    /// Learns from errors.
    ///
    /// - Parameters:
    ///   - misses: with finite errors.
    ///   - span: the time that all series cover together. Errors at leads of a large part of it are few however often they are
    ///     counted: with m = span / lead, those about their median are widened by 1 + 1.5 / m, as Student's t with m degrees of
    ///     freedom is at its 95th percentile.
    /// - Complexity: O(n log n).
    init(_ misses: [Miss], span: Double) {
        let sorted = misses.sorted { ($0.lead, $0.error) < ($1.lead, $1.error) }
        let bins = max(1, min(Self.mostBins, sorted.count / Self.leastErrors))
        var begin = 0
        while begin < sorted.count {
            // Errors at one lead, as of evenly sampled data, stay together; what is left at the end joins the last bin.
            var end = min(begin + sorted.count / bins, sorted.count)
            if sorted.count - end < sorted.count / bins / 2 { end = sorted.count }
            while end < sorted.count, sorted[end].lead <= sorted[end - 1].lead * (1 + 1e-9) { end += 1 }
            let part = sorted[begin..<end]
            begin = end
            let center = exp(part.reduce(0) { $0 + log($1.lead) } / Double(part.count))
            let values = Self.quantiles(part.map(\.error))
            let middle = Self.middle(values)
            let factor = 1 + 1.5 / max(2, min(span / center, Double(part.count)))
            centers.append(center)
            quantiles.append(values.map { middle + factor * ($0 - middle) })
        }
    }

    /// `points` quantiles of `values`, at least one, by linear interpolation between order statistics (Hyndman, Fan 1996,
    /// type 5).
    static func quantiles(_ values: [Double]) -> [Double] {
        let sorted = values.sorted()
        return (0..<points).map { k in
            let place = (Double(k) + 0.5) / Double(points) * Double(sorted.count) - 0.5
            let low = min(max(Int(place.rounded(.down)), 0), sorted.count - 1)
            let high = min(low + 1, sorted.count - 1)
            let share = min(max(place - Double(low), 0), 1)
            return sorted[low] + share * (sorted[high] - sorted[low])
        }
    }

    /// The median of ``points`` quantiles.
    private static func middle(_ quantiles: [Double]) -> Double {
        quantiles[points / 2 - 1] / 2 + quantiles[points / 2] / 2
    }

    /// The spread at no lead as a share of that of the first bin, by a line through it and the first bin twice as far: bins close
    /// together differ by chance.
    private var nugget: Double {
        guard let first = centers.first, let other = centers.firstIndex(where: { $0 >= 2 * first }) else { return 1 }
        let (near, far) = (Self.size(quantiles[0]), Self.size(quantiles[other]))
        guard near > 0 else { return 1 }
        return min(max((near - (far - near) / (centers[other] - first) * first) / near, 0), 1)
    }

    private static func size(_ errors: [Double]) -> Double {
        errors.reduce(0) { $0 + abs($1) } / Double(errors.count)
    }

    /// The errors at `lead`, as quantiles.
    func errors(at lead: Double) -> [Double] {
        guard let first = centers.first, let last = centers.last else {
            return [Double](repeating: 0, count: Self.points)
        }
        if lead <= first {
            let share = nugget + (1 - nugget) * max(lead, 0) / first
            return quantiles[0].map { share * $0 }
        }
        if lead >= last {
            let factor = (lead / last).squareRoot()
            let farthest = quantiles[quantiles.count - 1]
            let middle = Self.middle(farthest)
            return farthest.map { middle + factor * ($0 - middle) }
        }
        let high = centers.partitionPoint { $0 > lead }
        let share = log(lead / centers[high - 1]) / log(centers[high] / centers[high - 1])
        return zip(quantiles[high - 1], quantiles[high]).map { $0 + share * ($1 - $0) }
    }

    /// Mean logarithm of the spreads, each bin counting alike: how uncertain the errors are, up to a constant.
    var uncertainty: Double {
        guard !quantiles.isEmpty else { return 0 }
        return quantiles.reduce(0) { sum, errors in
            // Mean absolute error about 0: a rule that is off pays for it.
            sum + log(max(Self.size(errors), 1e-300))
        } / Double(quantiles.count)
    }
}
