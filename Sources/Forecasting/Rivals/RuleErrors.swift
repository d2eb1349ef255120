import TimeSeries

/// What a rule gets wrong on the series that it was learned from.
struct RuleErrors<Rule: PointRule> {
    let rule: Rule
    let scale: ChangeScale?

    private static var mostTargets: Int { 24 }
    /// Shares of the points, and lengths of the runs, that are hidden for interpolation.
    private static var hidden: [(share: Double, run: Int)] { [(0.1, 1), (0.5, 1), (0.9, 1), (0.5, 4), (0.5, 16)] }

    /// Errors of forecasts from up to `anchors` times of a history at up to `mostTargets` later ones, nearer ones as often as
    /// farther ones by the logarithm of the lead; nothing later than its anchor is seen.
    func ahead(_ history: ChannelHistory, anchors: Int) -> [LeadSpread.Miss] {
        let count = history.times.count
        guard count >= 2 else { return [] }
        let scales = scale?.prefixes(history)
        var misses: [LeadSpread.Miss] = []
        let step = max(1, Double(count - 1) / Double(anchors))
        var place = Double(count - 1)
        while place >= 1 {
            let seen = Int(place)
            var targets: [Int] = []
            var ahead = 1.0
            while seen + Int(ahead) - 1 < count, targets.count < Self.mostTargets {
                targets.append(seen + Int(ahead) - 1)
                ahead = max(ahead + 1, ahead * 1.35)
            }
            let centers = rule.centers(at: targets.map { history.times[$0] }, given: history.prefix(seen))
            for (target, center) in zip(targets, centers) {
                let anchor = history.times[seen - 1]
                let lead = history.times[target] - anchor
                let error = (history.values[target] - center) / (scales?[seen - 1] ?? 1)
                if lead > 0, error.isFinite { misses.append(.init(lead: lead, error: error, anchor: anchor)) }
            }
            place -= step
        }
        return misses
    }

    /// Errors of interpolation where points, or runs of points, are hidden; the lead is that of ``RuleErrors/bridge``.
    func amid(_ history: ChannelHistory) -> [LeadSpread.Miss] {
        let count = history.times.count
        guard count >= 3 else { return [] }
        var misses: [LeadSpread.Miss] = []
        for (share, run) in Self.hidden {
            var kept = ChannelHistory()
            var asked: [Int] = []
            for index in 0..<count {
                // Runs are hidden where the multiples of the share pass a whole number: evenly, without chance.
                let place = Double(index / run)
                let isHidden = ((place + 1) * share).rounded(.down) > (place * share).rounded(.down)
                if isHidden, index > 0, index < count - 1 {
                    asked.append(index)
                } else {
                    kept.times.append(history.times[index])
                    kept.values.append(history.values[index])
                }
            }
            // A few hundred errors of a series say enough.
            let stride = max(1, asked.count / 400)
            asked = Swift.stride(from: 0, to: asked.count, by: stride).map { asked[$0] }
            guard !asked.isEmpty, kept.times.count >= 2 else { continue }
            let scale = scale?(kept) ?? 1
            let centers = rule.centers(at: asked.map { history.times[$0] }, given: kept)
            for (index, center) in zip(asked, centers) {
                let lead = Self.bridge(history.times[index], kept.times)
                let error = (history.values[index] - center) / scale
                if lead > 0, error.isFinite { misses.append(.init(lead: lead, error: error)) }
            }
        }
        return misses
    }

    /// How far a time is from its neighbours a before and b after it: (t − a)(b − t) / (b − a), the variance of a Brownian
    /// bridge; from the only one where it has one.
    static func bridge(_ time: Double, _ times: [Double]) -> Double {
        let next = times.partitionPoint { $0 > time }
        guard next > 0 else { return (times.first ?? time) - time }
        guard next < times.count else { return time - times[next - 1] }
        let (before, after) = (times[next - 1], times[next])
        return (time - before) / (after - before) * (after - time)
    }
}
