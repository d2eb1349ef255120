import TimeSeries

/// The seasons that a regression tries: hour of the day, day of the week and time of the year in calendar time.
enum RegressionSeasons {
    private static let day = 86400.0

    /// The seasons to try for each channel; ``SeasonalCurve`` keeps what the data bear.
    ///
    /// A period must pass twice within the longest series, and its harmonics are no finer than the gaps between observations.
    ///
    /// - Parameters:
    ///   - histories: of the channel, one a series.
    ///   - kind: of the times.
    static func seasons(of histories: [ChannelHistory], kind: TimeKind) -> [Season] {
        guard kind == .calendar else { return [] }
        let span = histories.map { ($0.times.last ?? 0) - ($0.times.first ?? 0) }.max() ?? 0
        let gap = ChannelHistory.medianGap(of: histories) ?? span
        return [(day, 8), (7 * day, 7), (365.2425 * day, 6)].compactMap { period, most in
            let harmonics = min(most, Int(0.5 * period / max(gap, 1)))
            guard span >= 2 * period, harmonics >= 1 else { return nil }
            return Season(period: period, harmonics: harmonics, strength: 0)
        }
    }
}

extension ChannelHistory {
    /// The median of the gaps between neighbours, of at most some ten thousand of them; `nil` where there is none above 0.
    static func medianGap(of histories: [ChannelHistory]) -> Double? {
        let total = histories.reduce(0) { $0 + max($1.times.count - 1, 0) }
        let step = max(1, total / 10_000)
        var gaps: [Double] = []
        var place = 0
        for history in histories {
            while place < history.times.count - 1 {
                gaps.append(history.times[place + 1] - history.times[place])
                place += step
            }
            place -= max(history.times.count - 1, 0)
        }
        gaps = gaps.filter { $0 > 0 }.sorted()
        return gaps.isEmpty ? nil : gaps[gaps.count / 2]
    }
}
