import Foundation
import Numerics
import TimeSeries

/// Fits a rule and the spread of its errors: every series is forecast from several of its own times, with nothing later seen, and
/// interpolated where points were hidden.
struct RuleFit<Rule: PointRule> {
    /// Times, in series of two or more, that a fit needs.
    static var leastPoints: Int { 10 }
    /// Observations read by all forecasts together.
    private static var budget: Int { 20_000_000 }
    /// Mean logarithm of the growth over the series beyond which a rule is not one of logarithms.
    private static var mostGrowth: Double { 1.5 }
    private static var mostAnchors: Int { 40 }

    private let collection: SeriesCollection
    private let channels: [String]
    /// `(channels)(series)`, empty ones left out.
    private var histories: [[ChannelHistory]]
    /// Indices of the series in them.
    private let owners: [[Int]]
    private let seasons: [[Season]]

    init(_ collection: SeriesCollection, seasons choice: SeasonChoice) throws(ForecastingError) {
        self.collection = collection
        var found = [[ChannelHistory]](repeating: [], count: collection.variables.count)
        var owners = [[Int]](repeating: [], count: collection.variables.count)
        for index in 0..<collection.count {
            let seen = collection.rows(of: index)
            for (channel, history) in collection.histories(of: seen).enumerated() where !history.times.isEmpty {
                found[channel].append(history)
                owners[channel].append(index)
            }
        }
        let kept = found.indices.filter { !found[$0].isEmpty }
        channels = kept.map { collection.variables[$0] }
        histories = kept.map { found[$0] }
        self.owners = kept.map { owners[$0] }
        let points = collection.pointsInSeriesOfTwo
        guard points >= Self.leastPoints else {
            throw .tooLittleData(.tooFewTimes(found: points, needed: Self.leastPoints, model: Rule.name))
        }
        let all = Rule.isSeasonal ? SeasonSearch.seasons(in: collection, choice: choice) : []
        seasons = kept.map { Rule.isSeasonal ? all[$0] : [] }
    }

    func forecaster() throws(ForecastingError) -> RuleForecaster<Rule> {
        let observations = histories.joined().reduce(0) { $0 + $1.times.count }
        let anchors = max(2, min(Self.mostAnchors, Self.budget / max(observations, 1)))
        let found = channels.indices.map { channel($0, anchors: anchors) }
        var misses = [[[LeadSpread.Miss]]](
            repeating: Array(repeating: [], count: collection.count), count: channels.count)
        for (channel, own) in found.enumerated() {
            for (series, some) in zip(owners[channel], own.misses) { misses[channel][series] = some }
        }
        return RuleForecaster(
            timeKind: collection.times.kind, channels: found.map(\.channel), series: collection.count,
            observations: observations,
            dependence: RuleDependence(misses: misses, spreads: found.map(\.channel.spread)))
    }

    /// One channel: on values as they are or on their logarithms, with one spread for all series or one by series, whichever errs
    /// less by the mean logarithm of its absolute errors, that is by its likelihood.
    ///
    /// - Returns: the channel, and the errors ahead of each history.
    private func channel(_ index: Int, anchors: Int) -> (
        channel: RuleForecaster<Rule>.Channel, misses: [[LeadSpread.Miss]]
    ) {
        let limit = WildLimit(of: histories[index].flatMap(\.values))
        let plain = histories[index].map(limit.tamed)
        let isPositive = plain.allSatisfy { $0.values.allSatisfy { $0 > 0 } }
        let span = Self.span(plain)
        var best: (channel: RuleForecaster<Rule>.Channel, cost: Double, misses: [[LeadSpread.Miss]])?
        // Growth by powers that went on would leave all bounds.
        let suitsLogarithms = isPositive && abs(Self.growth(plain)) < Self.mostGrowth
        for isLogarithmic in suitsLogarithms ? [false, true] : [false] {
            let histories =
                isLogarithmic ? plain.map { ChannelHistory(times: $0.times, values: $0.values.map { log($0) }) } : plain
            let rule = Rule(learning: histories, seasons: seasons[index])
            // The density of a value is that of its logarithm over the value.
            let jacobian = isLogarithmic ? mean(histories.flatMap(\.values)) : 0
            let scales: [ChangeScale?] = ChangeScale(histories).map { [nil, $0] } ?? [nil]
            for scale in scales {
                let errors = RuleErrors(rule: rule, scale: scale)
                let misses = histories.map { errors.ahead($0, anchors: anchors) }
                let spread = LeadSpread(misses.flatMap(\.self), span: span)
                let meanScale = scale.map { scale in mean(histories.map { log(scale($0)) }) } ?? 0
                let cost = spread.uncertainty + meanScale + jacobian
                if let best, cost >= best.cost - 0.01 { continue }
                let values = plain.flatMap(\.values)
                best = (
                    RuleForecaster<Rule>.Channel(
                        name: channels[index], rule: rule, limit: limit, isLogarithmic: isLogarithmic, scale: scale,
                        spread: spread,
                        amid: LeadSpread(histories.flatMap(errors.amid), span: span),
                        values: LeadSpread.quantiles(values), support: ValueSupport(of: values)), cost, misses
                )
            }
        }
        guard let best else { preconditionFailure("no form of \(Rule.name) was tried") }
        return (best.channel, best.misses)
    }

    /// Mean over the series of the logarithm of last over first tenth, by their medians; 0 for short ones.
    private static func growth(_ histories: [ChannelHistory]) -> Double {
        let growths = histories.map { history -> Double in
            let part = history.values.count / 10
            guard part > 0 else { return 0 }
            let first = RobustScale.quantile(history.values.prefix(part).sorted(), 0.5)
            let last = RobustScale.quantile(history.values.suffix(part).sorted(), 0.5)
            return log(last / first)
        }
        return growths.reduce(0, +) / Double(max(growths.count, 1))
    }

    /// The time that series cover together, a gap counting as ten usual ones at most.
    private static func span(_ histories: [ChannelHistory]) -> Double {
        var gaps: [Double] = []
        for history in histories { gaps += zip(history.times.dropFirst(), history.times).map { $0 - $1 } }
        guard !gaps.isEmpty else { return 0 }
        let sorted = gaps.sorted()
        let longest = 10 * max(RobustScale.quantile(sorted, 0.5), RobustScale.quantile(sorted, 0.9))
        return gaps.reduce(0) { $0 + min($1, longest) }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}

extension SeriesCollection {
    /// The rows `seen` of one series, channel by channel.
    func histories(of seen: Range<Int>) -> [ChannelHistory] {
        var found = [ChannelHistory](repeating: ChannelHistory(), count: variables.count)
        let errors = errors
        for row in seen {
            let channel = Int(variableIndices[row])
            found[channel].times.append(times[row].number)
            found[channel].values.append(values[row])
            if let errors { found[channel].errors.append(errors[row].isFinite ? errors[row] : 0) }
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
