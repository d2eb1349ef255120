/// Sharpens a period found in short blocks with all of the data.
enum SeasonPeriod {
    private static let mostPoints = 1024

    /// The period near `period` that takes most from the squares, over windows that double until they hold the signals whole.
    ///
    /// - Parameters:
    ///   - width: how far off the frequency may be at first, as the inverse of the span that it was found in.
    /// - Complexity: O(log(span · width)) spectra of about 100 frequencies and 1,024 points a signal.
    static func refined(_ period: Double, width: Double, _ signals: [SeasonSignal]) -> Double {
        var frequency = 1 / period
        var width = width
        let longest = signals.map(\.span).max() ?? 0
        var window = min(1 / width, longest)
        while true {
            let blocks = signals.prefix(32).compactMap { middle(of: $0, window) }
            let step = width / 24
            var sums = [Double](repeating: 0, count: 49)
            let first = frequency - 24 * step
            guard first > 0, !blocks.isEmpty else { return 1 / frequency }
            for block in blocks {
                for (k, power) in block.spectrum(first: first, step: step, count: sums.count).enumerated() {
                    sums[k] += power
                }
            }
            let best = sums.indices.max { sums[$0] < sums[$1] } ?? 24
            // A parabola through the three highest points.
            var place = Double(best)
            if best > 0, best < sums.count - 1 {
                let curvature = sums[best - 1] - 2 * sums[best] + sums[best + 1]
                if curvature < 0 { place += 0.5 * (sums[best - 1] - sums[best + 1]) / curvature }
            }
            frequency = first + place * step
            guard window < longest else { return 1 / frequency }
            // The next window is twice as long, so that its peak is within the width of this one.
            window = min(2 * window, longest)
            width = 1 / window
        }
    }

    /// The middle part of a signal, strided to at most so many points.
    private static func middle(of signal: SeasonSignal, _ window: Double) -> SeasonBlock? {
        let center = signal.span / 2
        let kept = signal.times.indices.filter { abs(signal.times[$0] - center) <= window / 2 }
        guard kept.count >= 8 else { return nil }
        let stride = max(1, kept.count / mostPoints)
        let chosen = Swift.stride(from: 0, to: kept.count, by: stride).map { kept[$0] }
        return SeasonBlock(times: chosen.map { signal.times[$0] }[...], values: chosen.map { signal.values[$0] }[...])
    }
}
