import TimeSeries

/// Fits a rule and the spread of its errors: every series is forecast from several of its own times, with nothing later seen.
struct RuleFit<Rule: PointRule> {
    /// Times, in series of two or more, that a fit needs.
    static var leastPoints: Int { 10 }
    /// Observations read by all forecasts together.
    private static var budget: Int { 20_000_000 }
    private static var mostAnchors: Int { 40 }
    private static var mostTargets: Int { 24 }

    private let collection: SeriesCollection
    private let channels: [String]
    /// `(channels)(series)`, empty ones left out.
    private var histories: [[ChannelHistory]]

    init(_ collection: SeriesCollection) throws(ForecastingError) {
        self.collection = collection
        var found = [[ChannelHistory]](repeating: [], count: collection.variables.count)
        for index in 0..<collection.count {
            let seen = collection.rows(of: index)
            for (channel, history) in collection.histories(of: seen).enumerated() where !history.times.isEmpty {
                found[channel].append(history)
            }
        }
        let kept = found.indices.filter { !found[$0].isEmpty }
        channels = kept.map { collection.variables[$0] }
        histories = kept.map { found[$0] }
        let points = (0..<collection.count).map(collection.points(of:)).filter { $0 >= 2 }.reduce(0, +)
        guard points >= Self.leastPoints else {
            throw .tooLittleData(.tooFewTimes(found: points, needed: Self.leastPoints, model: Rule.name))
        }
    }

    func forecaster() throws(ForecastingError) -> RuleForecaster<Rule> {
        let rule = Rule(learning: histories)
        let observations = histories.joined().reduce(0) { $0 + $1.times.count }
        let anchors = max(2, min(Self.mostAnchors, Self.budget / max(observations, 1)))
        let found = histories.enumerated().map { channel, histories in
            RuleForecaster<Rule>.Channel(
                name: channels[channel],
                spread: LeadSpread(histories.flatMap { errors(of: rule, channel, $0, anchors: anchors) }),
                values: LeadSpread.quantiles(histories.flatMap(\.values)),
                isNonnegative: histories.allSatisfy { $0.values.allSatisfy { $0 >= 0 } })
        }
        return RuleForecaster(
            rule: rule, timeKind: collection.times.kind, channels: found, series: collection.count,
            observations: observations)
    }

    /// What the rule gets wrong from up to `anchors` times of a history at up to `mostTargets` later ones, nearer ones as often as
    /// farther ones by the logarithm of the lead.
    private func errors(
        of rule: Rule, _ channel: Int, _ history: ChannelHistory, anchors: Int
    ) -> [(lead: Double, error: Double)] {
        let count = history.times.count
        guard count >= 2 else { return [] }
        var errors: [(lead: Double, error: Double)] = []
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
            let centers = rule.centers(
                at: targets.map { history.times[$0] }, after: history.prefix(seen), channel: channel)
            for (target, center) in zip(targets, centers) {
                let lead = history.times[target] - history.times[seen - 1]
                if lead > 0 { errors.append((lead, history.values[target] - center)) }
            }
            place -= step
        }
        return errors
    }
}

extension SeriesCollection {
    /// The rows `seen` of one series, channel by channel.
    func histories(of seen: Range<Int>) -> [ChannelHistory] {
        var found = [ChannelHistory](repeating: ChannelHistory(), count: variables.count)
        for row in seen {
            let channel = Int(variableIndices[row])
            found[channel].times.append(times[row].number)
            found[channel].values.append(values[row])
        }
        return found
    }
}

extension Moment {
    /// Seconds since 1970, or the plain number.
    var number: Double {
        switch self {
        case .calendar(let microseconds): Double(microseconds) / 1e6
        case .numeric(let number): number
        }
    }
}
