/// Gaps between the observations of histories.
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

    /// The time that histories cover together, a gap counting as ten usual ones at most.
    static func covered(by histories: [ChannelHistory]) -> Double {
        guard let usual = medianGap(of: histories) else { return 0 }
        return histories.reduce(0) { sum, history in
            zip(history.times.dropFirst(), history.times).reduce(sum) { $0 + min($1.0 - $1.1, 10 * usual) }
        }
    }
}
