import Foundation
import TimeSeries

/// A distribution given by equally spaced quantiles, at probabilities (k + ½) / n, with exponential tails beyond the outermost.
struct QuantileDistribution {
    /// Ascending, `(n)`.
    let values: [Double]
    /// Values beyond it are drawn in.
    let support: ValueSupport

    init(values: [Double], support: ValueSupport = .line) {
        self.values = values
        self.support = support
    }

    /// Mean and standard deviation of the values, each as probable.
    var moments: (mean: Double, deviation: Double) { Self.moments(values.map(support.clamp)) }

    /// Mean and standard deviation of `values`, each as probable.
    static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
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
        return support.clamp(found)
    }

    /// The probability below `value`, that at it counting half; from 1 / 2n to 1 − 1 / 2n.
    func probability(below value: Double) -> Double {
        let low = values.partitionPoint { $0 >= value }
        let high = values.partitionPoint { $0 > value }
        let last = values.count - 1
        let count = Double(values.count)
        if high > low { return (Double(low + high)) / 2 / count }
        if low == 0 { return 0.5 / count }
        if low > last { return 1 - 0.5 / count }
        return (Double(low) - 0.5 + (value - values[low - 1]) / (values[low] - values[low - 1])) / count
    }

    /// Scale of an exponential tail whose outer eighth spans `width`.
    private func tail(_ width: Double) -> Double {
        width / log((Double(values.count) / 8 + 0.5) / 0.5)
    }
}
