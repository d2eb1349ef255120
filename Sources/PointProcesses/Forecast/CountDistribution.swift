import Foundation
import Numerics

/// The predictive distribution of a number of events: a mixture of Poisson distributions, or counts of simulated futures.
public struct CountDistribution: Sendable, Hashable {
    private enum Body: Hashable {
        case poisson([Double])
        case counts([Int])
    }
    private let body: Body

    /// Equal parts of Poisson distributions with these means.
    init(poisson means: [Double]) { body = .poisson(means) }
    /// The counts of equally probable futures.
    init(counts: [Int]) { body = .counts(counts.sorted()) }

    /// The expected number.
    public var mean: Double {
        switch body {
        case .poisson(let means): means.reduce(0, +) / Double(means.count)
        case .counts(let counts): Double(counts.reduce(0, +)) / Double(counts.count)
        }
    }

    /// The standard deviation.
    public var standardDeviation: Double {
        let mean = mean
        switch body {
        case .poisson(let means):
            let between = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count)
            return (mean + between).squareRoot()
        case .counts(let counts):
            let square = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            return (square / Double(counts.count)).squareRoot()
        }
    }

    /// Probability of at most `count` events.
    public func cumulative(_ count: Int) -> Double {
        guard count >= 0 else { return 0 }
        switch body {
        case .poisson(let means):
            return means.reduce(0) { $0 + regularizedGammaQ(Double(count) + 1, $1) } / Double(means.count)
        case .counts(let counts):
            return Double(counts.prefix { $0 <= count }.count) / Double(counts.count)
        }
    }

    /// The least count with at least probability `p` of no more.
    public func quantile(_ p: Double) -> Int {
        var high = max(1, Int(mean))
        while cumulative(high) < p { high *= 2 }
        var low = -1
        while high - low > 1 {
            let middle = (low + high) / 2
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
        return high
    }
}
