import Foundation

/// The distribution of a rule's errors by lead: quantiles of the errors in bins of the lead, interpolated in its logarithm.
///
/// Below the first bin's centre the first bin holds. Beyond the last one the errors are those of the last bin times
/// √(lead / its centre), as a random walk's would be: a stated guess, since nothing so far ahead was tried.
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

    /// Learns from errors at leads above zero.
    ///
    /// - Complexity: O(n log n).
    init(_ errors: [(lead: Double, error: Double)]) {
        let sorted = errors.sorted { ($0.lead, $0.error) < ($1.lead, $1.error) }
        let bins = max(1, min(Self.mostBins, sorted.count / Self.leastErrors))
        for bin in 0..<bins {
            let part = sorted[bin * sorted.count / bins..<(bin + 1) * sorted.count / bins]
            guard !part.isEmpty else { continue }
            let center = exp(part.reduce(0) { $0 + log($1.lead) } / Double(part.count))
            // Bins of one lead, as of evenly sampled data, are one bin.
            if let last = centers.last, center <= last * (1 + 1e-9) { continue }
            centers.append(center)
            quantiles.append(Self.quantiles(part.map(\.error)))
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
            return sorted[low] + min(max(place - Double(low), 0), 1) * (sorted[high] - sorted[low])
        }
    }

    /// The errors at `lead`, as quantiles.
    func errors(at lead: Double) -> [Double] {
        guard let first = centers.first, let last = centers.last else {
            return [Double](repeating: 0, count: Self.points)
        }
        if lead <= first { return quantiles[0] }
        if lead >= last {
            let factor = (lead / last).squareRoot()
            return quantiles[quantiles.count - 1].map { $0 * factor }
        }
        let high = centers.firstIndex { $0 > lead } ?? centers.count - 1
        let share = log(lead / centers[high - 1]) / log(centers[high] / centers[high - 1])
        return zip(quantiles[high - 1], quantiles[high]).map { $0 + share * ($1 - $0) }
    }
}

/// A distribution given by ``LeadSpread/points`` quantiles, with exponential tails beyond the outermost.
struct QuantileDistribution {
    /// Ascending.
    let values: [Double]
    /// No value is below.
    let lowerBound: Double?

    private var bounded: [Double] { lowerBound.map { bound in values.map { max($0, bound) } } ?? values }

    /// Mean and standard deviation of the values, each as probable.
    var moments: (mean: Double, deviation: Double) {
        let values = bounded
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, square.squareRoot())
    }

    /// The quantile of `probability`, ascending in it.
    func quantile(_ probability: Double) -> Double {
        let count = Double(values.count)
        let place = probability * count - 0.5
        let found: Double
        if place < 0 {
            found = values[0] - tail(values[values.count / 8] - values[0]) * log(0.5 / (probability * count))
        } else if place > count - 1 {
            let last = values.count - 1
            found =
                values[last] + tail(values[last] - values[last - values.count / 8])
                * log(0.5 / ((1 - probability) * count))
        } else {
            let low = Int(place)
            let high = min(low + 1, values.count - 1)
            found = values[low] + (place - Double(low)) * (values[high] - values[low])
        }
        return lowerBound.map { max(found, $0) } ?? found
    }

    /// Scale of an exponential tail whose outer eighth spans `width`.
    private func tail(_ width: Double) -> Double {
        width / log((Double(values.count) / 8 + 0.5) / 0.5)
    }
}
