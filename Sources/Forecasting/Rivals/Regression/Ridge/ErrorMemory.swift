import Foundation

/// How long errors of one forecast last: correlation (1 − ν) e^(−Δ/ℓ) of errors Δ apart, 1 at Δ = 0.
struct ErrorMemory: Codable, Sendable, Equatable {
    /// Share ν of the variance that is independent from time to time.
    let noise: Double
    /// Time ℓ in which the rest falls by e.
    let length: Double

    init(noise: Double, length: Double) {
        self.noise = noise
        self.length = length
    }

    /// Learns from errors of rows that follow each other, those of one history together.
    ///
    /// Least squares on the mean products of the errors, cut at three, in bins of the distance's logarithm.
    init(learning errors: [Double], paths: [(history: Int, time: Double)], clock: LeadClock) {
        let square = errors.reduce(0) { $0 + $1 * $1 } / Double(max(errors.count, 1))
        let root = square > 0 ? square.squareRoot() : 1
        let cut = errors.map { min(max($0 / root, -3), 3) }
        let variance = max(cut.reduce(0) { $0 + $1 * $1 } / Double(max(cut.count, 1)), 1e-12)
        var bins = [(distance: Double, product: Double, count: Double)](repeating: (0, 0, 0), count: 24)
        for row in errors.indices.dropFirst() {
            for back in [1, 2, 4, 8] where row >= back && paths[row - back].history == paths[row].history {
                let distance = abs(paths[row].time - paths[row - back].time)
                guard distance > 0 else { continue }
                let place = 4 + 2 * log2(distance / clock.unit)
                let bin = min(max(Int(place), 0), bins.count - 1)
                bins[bin].distance += distance
                bins[bin].product += cut[row] * cut[row - back] / variance
                bins[bin].count += 1
            }
        }
        var best = (noise: 0.5, length: clock.unit, error: Double.infinity)
        for step in 0...10 {
            for size in -4...28 {
                let length = clock.unit * exp2(Double(size) / 2)
                let noise = Double(step) / 10
                let error = bins.reduce(0) { sum, bin in
                    guard bin.count > 0 else { return sum }
                    let miss = bin.product / bin.count - (1 - noise) * exp(-bin.distance / bin.count / length)
                    return sum + bin.count * miss * miss
                }
                if error < best.error { best = (noise, length, error) }
            }
        }
        (noise, length) = best.error.isFinite ? (best.noise, best.length) : (1, clock.unit)
    }

    /// The correlation at one time of two paths that are made of the same numbers in other shares, where their lengths are alike.
    func affinity(to other: ErrorMemory) -> Double {
        (noise * other.noise).squareRoot() + ((1 - noise) * (1 - other.noise)).squareRoot()
    }
}
