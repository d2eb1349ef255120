import Numerics

/// What was observed of one variable in one series, prepared for the search of seasons.
struct SeasonSignal {
    /// Times since the first, ascending, `(n)`.
    var times: [Double]
    /// Values about their median in units of their spread, extreme ones drawn in, `(n)`.
    var values: [Double]

    /// Robust units from which a value counts as no more than this: single wild values make no season.
    private static let bound = 5.0

    /// - Parameters:
    ///   - times: ascending, at least one.
    ///   - values: of the same number.
    init(times: [Double], values: [Double]) {
        let (center, spread) = RobustScale.centerAndScale(values)
        let first = times[0]
        self.times = times.map { $0 - first }
        self.values = values.map { min(max(($0 - center) / spread, -Self.bound), Self.bound) }
    }

    init(standardizedTimes: [Double], values: [Double]) {
        times = standardizedTimes
        self.values = values
    }

    /// Time from the first to the last.
    var span: Double { (times.last ?? 0) - (times.first ?? 0) }

    /// Mean times and values of the points in each bin of `width`, empty bins left out.
    func binned(_ width: Double) -> SeasonSignal {
        var meanTimes: [Double] = []
        var means: [Double] = []
        var bin = -1.0
        var count = 0.0
        for (time, value) in zip(times, values) {
            let place = (time / width).rounded(.down)
            if place != bin {
                bin = place
                count = 0
                meanTimes.append(0)
                means.append(0)
            }
            count += 1
            let last = means.count - 1
            meanTimes[last] += (time - meanTimes[last]) / count
            means[last] += (value - means[last]) / count
        }
        return SeasonSignal(standardizedTimes: meanTimes, values: means)
    }

    /// Stretches of at most `most` points, cut where a gap is longer than `longestGap`; those of fewer than `least` are left out.
    func blocks(most: Int, least: Int, longestGap: Double) -> [SeasonBlock] {
        var blocks: [SeasonBlock] = []
        var begin = 0
        for index in 1...max(times.count, 1) {
            let isEnd = index >= times.count || times[index] - times[index - 1] > longestGap
            guard isEnd else { continue }
            // Parts of equal size, so that none is a short rest.
            let parts = (index - begin + most - 1) / most
            for part in 0..<parts {
                let range = begin + part * (index - begin) / parts..<begin + (part + 1) * (index - begin) / parts
                if range.count >= least { blocks.append(SeasonBlock(times: times[range], values: values[range])) }
            }
            begin = index
        }
        return blocks
    }
}
