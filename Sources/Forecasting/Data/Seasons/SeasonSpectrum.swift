import Foundation
import Numerics

/// The spectrum of many blocks together, and the smooth background from which a season must stand out.
///
/// The background is a straight line through the logarithms of the neighbouring powers over the logarithm of the frequency: a random
/// walk or an autoregression has power at low frequencies that is no season.
struct SeasonSpectrum {
    private let blocks: [SeasonBlock]
    /// Frequencies of the grid: `first + k · step`.
    let first: Double
    let step: Double
    /// Means over the blocks that are long enough, `(grid)`.
    let power: [Double]
    /// How many blocks these are, `(grid)`.
    private let counts: [Int]
    /// Median span of the blocks.
    let span: Double
    /// Independent frequencies within the grid.
    var independent: Double { Double(power.count) * step * span }
    var highest: Double { first + Double(power.count - 1) * step }

    /// Grid points per inverse span.
    private static let oversampling = 5.0
    private static let mostFrequencies = 4096
    /// How far a straight line misses the logarithm of a spectrum, roughly: what is steep leaks and bends, which the noise of a single
    /// block hides.
    private static func modelError(slope: Double, blocks: Int) -> Double {
        0.12 + 0.15 * min(abs(slope), 2) * (1 - 1 / Double(blocks))
    }
    /// Cycles of the slowest season that a block can tell.
    static let leastCycles = 2.5

    /// - Parameters:
    ///   - blocks: stretches of signals.
    ///   - highest: the highest frequency of interest.
    init?(_ blocks: [SeasonBlock], upTo highest: Double) {
        let usable = blocks.filter { $0.span > 0 && $0.variance > 0 }
        let spans = usable.map(\.span).sorted()
        guard let longest = spans.last else { return nil }
        span = spans[spans.count / 2]
        step = 1 / (Self.oversampling * longest)
        first = Self.leastCycles / longest
        let count = min(Self.mostFrequencies, Int(((highest - first) / step).rounded(.down)) + 1)
        guard count >= 2 else { return nil }
        self.blocks = usable
        var sums = [Double](repeating: 0, count: count)
        var counts = [Int](repeating: 0, count: count)
        for block in usable {
            let begin = min(count, max(0, Int(((Self.leastCycles / block.span - first) / step - 1e-9).rounded(.up))))
            guard begin < count else { continue }
            let found = block.spectrum(first: first + Double(begin) * step, step: step, count: count - begin)
            for (k, power) in found.enumerated() {
                sums[begin + k] += power
                counts[begin + k] += 1
            }
        }
        power = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
        self.counts = counts
    }

    /// How a frequency stands out.
    struct Peak {
        let frequency: Double
        /// Power over the background.
        let ratio: Double
        /// Degrees of freedom of the power and of the background.
        let degrees: (power: Double, background: Double)
        /// Probability of as much, or more, at this one frequency without a season.
        var probability: Double { fDistributionTail(ratio, degrees.power, degrees.background) }
    }

    /// The peak at a grid point.
    func peak(_ k: Int) -> Peak? {
        peak(at: first + Double(k) * step, power: power[k], count: counts[k])
    }

    /// The peak at any frequency.
    func peak(at frequency: Double) -> Peak? {
        let usable = blocks.filter { $0.span * frequency >= 1.8 }
        guard !usable.isEmpty else { return nil }
        let sum = usable.reduce(0) { $0 + $1.spectrum(first: frequency, step: step, count: 1)[0] }
        return peak(at: frequency, power: sum / Double(usable.count), count: usable.count)
    }

    private func peak(at frequency: Double, power: Double, count: Int) -> Peak? {
        guard count > 0, power > 0, let (background, slope, neighbours) = background(at: frequency) else { return nil }
        let blocks = Double(count)
        // The variance of a log power of B blocks is ψ′(B); the slope costs a third. A logarithm of variance v is that of 2 / v degrees.
        let error = Self.modelError(slope: slope, blocks: count)
        let variance = 1.3 * Self.trigamma(count) / neighbours + error * error
        return Peak(frequency: frequency, ratio: power / background, degrees: (2 * blocks, max(2 / variance, 2)))
    }

    /// The power to expect at `frequency` from its neighbours, and how many of these are independent.
    private func background(at frequency: Double) -> (power: Double, slope: Double, neighbours: Double)? {
        let reach = max(2 * frequency, frequency + 12 / span)
        let low = max(frequency / 3, first)
        // What the peak itself leaks into is left out.
        let core = 1.5 / span
        var (weight, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let begin = max(0, Int(((low - first) / step).rounded(.up)))
        let end = min(power.count - 1, Int(((max(reach, 3 * frequency) - first) / step).rounded(.down)))
        guard begin <= end else { return nil }
        // Far neighbours are many: a stride keeps the cost of wide windows down.
        let stride = max(1, (end - begin) / 400)
        for k in Swift.stride(from: begin, through: end, by: stride) {
            let other = first + Double(k) * step
            guard abs(other - frequency) > core, power[k] > 0 else { continue }
            let x = log(other / frequency)
            let y = log(power[k]) - Self.meanLogarithm(counts[k])
            weight += 1
            sumX += x
            sumY += y
            sumXX += x * x
            sumXY += x * y
        }
        let neighbours = weight * Double(stride) * step * span
        guard weight >= 4, neighbours >= 1 else { return nil }
        let variance = sumXX - sumX * sumX / weight
        let slope = variance > 1e-9 ? (sumXY - sumX * sumY / weight) / variance : 0
        // Spectra of natural noise fall by no more than the fourth power, and do not rise steeply.
        let bounded = min(max(slope, -4), 1)
        return (exp((sumY - bounded * sumX) / weight), bounded, neighbours)
    }

    /// E log of a mean of `count` exponential numbers: ψ(count) − log count.
    private static func meanLogarithm(_ count: Int) -> Double {
        guard count < 200 else { return -0.5 / Double(count) }
        var sum = -0.5772156649015329
        for k in 1..<max(count, 1) { sum += 1 / Double(k) }
        return sum - log(Double(max(count, 1)))
    }

    /// ψ′(count).
    private static func trigamma(_ count: Int) -> Double {
        guard count < 200 else { return 1 / Double(count) + 0.5 / Double(count * count) }
        var sum = Double.pi * Double.pi / 6
        for k in 1..<max(count, 1) { sum -= 1 / Double(k * k) }
        return sum
    }
}
