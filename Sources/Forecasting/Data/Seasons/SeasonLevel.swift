import Numerics

/// The signals at one resolution, in blocks: cycles of some ten points up to a third of a block are told here.
struct SeasonLevel {
    /// Width of the bins that values are averaged over; 0 for the values as they are.
    let width: Double
    /// The highest frequency told.
    let highest: Double

    /// Points of a block.
    private static let blockPoints = 512
    private static let leastPoints = 16
    /// Points of all blocks together; evenly spread blocks are kept where there are more.
    private static let mostPoints = 8192
    /// A gap so many times the usual one ends a block.
    private static let longestGap = 64.0

    /// The resolutions to look at `signals` with, finest first.
    static func levels(of signals: [SeasonSignal]) -> [SeasonLevel] {
        var gaps: [Double] = []
        for signal in signals {
            for index in signal.times.indices.dropFirst() where signal.times[index] > signal.times[index - 1] {
                gaps.append(signal.times[index] - signal.times[index - 1])
            }
        }
        gaps.sort()
        guard let span = signals.map(\.span).max(), !gaps.isEmpty else { return [] }
        let median = RobustScale.quantile(gaps, 0.5)
        // Where sampling is uneven, a tenth of the gaps is short enough to tell cycles of twice their length.
        var levels = [SeasonLevel(width: 0, highest: 0.5 / RobustScale.quantile(gaps, 0.1))]
        var width = 8 * median
        while span / width >= 24, levels.count < 12 {
            levels.append(SeasonLevel(width: width, highest: 0.25 / width))
            width *= 8
        }
        return levels
    }

    /// The blocks of `signals` at this resolution.
    func blocks(of signals: [SeasonSignal]) -> [SeasonBlock] {
        let binned = width > 0 ? signals.map { $0.binned(width) } : signals
        var gaps: [Double] = []
        for signal in binned { gaps += zip(signal.times.dropFirst(), signal.times).map { $0 - $1 } }
        gaps.sort()
        guard !gaps.isEmpty else { return [] }
        let longest = Self.longestGap * max(RobustScale.quantile(gaps, 0.5), RobustScale.quantile(gaps, 0.9) / 8)
        let all = binned.flatMap {
            $0.blocks(most: Self.blockPoints, least: Self.leastPoints, longestGap: longest)
        }
        let points = all.reduce(0) { $0 + $1.times.count }
        guard points > Self.mostPoints else { return all }
        let kept = max(1, all.count * Self.mostPoints / points)
        return (0..<kept).map { all[$0 * all.count / kept] }
    }
}
