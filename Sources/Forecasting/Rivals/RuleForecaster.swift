import Foundation
import Lanes
import TimeSeries

/// A simple rule with the empirical spread of its errors, by lead after the last observation and by the gap amid them.
struct RuleForecaster<Rule: PointRule>: Forecaster, Codable {
    /// One variable.
    struct Channel: Codable, Sendable {
        let name: String
        let rule: Rule
        let limit: WildLimit
        /// Whether the rule and its errors are of logarithms.
        let isLogarithmic: Bool
        /// What tells series of small and large spread apart; `nil` where one spread serves all.
        let scale: ChangeScale?
        /// Errors by lead.
        let spread: LeadSpread
        /// Errors amid observations, by ``RuleErrors/bridge(_:_:)``.
        let amid: LeadSpread
        /// Quantiles of all values, for series in which the variable was never seen.
        let values: [Double]
        let support: ValueSupport
    }

    let timeKind: TimeKind
    let channels: [Channel]
    let series: Int
    let observations: Int
    /// How errors go together; `nil` in a model of an earlier version, whose samples have one probability each at all times.
    var dependence: RuleDependence?

    var kind: ForecasterKind { .rule(Rule.self) }
    var variables: [String] { channels.map(\.name) }

    func isLogarithmic(_ variable: String) -> Bool { channels.contains { $0.name == variable && $0.isLogarithmic } }

    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        let columns = channels.map { collection.variables.firstIndex(of: $0.name) }
        return questions.map { answer($0, collection, columns, options) }
    }

    private func answer(
        _ question: CheckedRequest, _ collection: SeriesCollection, _ columns: [Int?], _ options: PredictionOptions
    ) -> SeriesPrediction {
        var prediction = SeriesPrediction(answering: question, variables: variables, options: options)
        let histories = collection.histories(of: question.seen)
        let times = question.times.map(\.number)
        let key = seriesKey(collection.names[question.series])
        let anchor = histories.compactMap(\.times.last).max() ?? 0
        for (index, channel) in channels.enumerated() {
            let history = columns[index].map { histories[$0] } ?? ChannelHistory()
            let distributions = channel.distributions(at: times, given: history)
            let probabilities = probabilities(
                of: index, at: times, seen: history.times, anchor: anchor, key: key, options)
            for (k, distribution) in distributions.enumerated() {
                let cell = k * channels.count + index
                (prediction.means[cell], prediction.deviations[cell]) = distribution.moments
                for (q, probability) in options.quantiles.enumerated() {
                    prediction.quantiles[cell * options.quantiles.count + q] = distribution.quantile(probability)
                }
                for sample in 0..<options.samples {
                    prediction.samples[cell * options.samples + sample] =
                        distribution.quantile(probabilities[sample * times.count + k])
                }
            }
        }
        return prediction
    }

    /// Probabilities of the samples of one channel, `(samples, K)`.
    ///
    /// - Parameters:
    ///   - seen: times of the channel's history.
    ///   - anchor: the last of all channels'.
    private func probabilities(
        of channel: Int, at times: [Double], seen: [Double], anchor: Double, key: UInt32, _ options: PredictionOptions
    ) -> [Double] {
        let random = Philox4x32(seed: options.seed)
        var found: [Double] = []
        found.reserveCapacity(options.samples * times.count)
        for sample in 0..<options.samples {
            let sample = UInt32(sample)
            guard let dependence else {
                let probability = random.uniform(
                    .ruleSamples, series: key, sample: sample, index: UInt32(truncatingIfNeeded: channel))
                found += Array(repeating: probability, count: times.count)
                continue
            }
            var path = RulePath(
                memory: dependence.memories[channel], weights: dependence.weights(of: channel), random: random,
                key: key,
                sample: sample)
            for time in times {
                let score: Double
                if let last = seen.last, time <= last {
                    let next = seen.partitionPoint { $0 > time }
                    let begin = next > 0 ? seen[next - 1] : -.infinity
                    let share = next > 0 && next < seen.count ? (time - begin) / (seen[next] - begin) : 0
                    score = path.amid(time, begin: begin, share: share)
                } else {
                    let lead = time - (seen.last ?? anchor)
                    score = path.ahead(lead: max(lead, 1e-300), elapsed: time - anchor, time: time)
                }
                found.append(min(max(standardNormalCDF(score), 1e-12), 1 - 1e-12))
            }
        }
        return found
    }

    var report: FitReport {
        let points = channels.reduce(0) {
            $0 + $1.rule.parameterCount + ($1.spread.centers.count + $1.amid.centers.count) * LeadSpread.points
        }
        let summary = RuleSummary(trainingSeries: series, observations: observations, parameters: points)
        return FitReport(
            series: series, observations: observations, parameters: points, facts: channels.flatMap(\.facts),
            sections: ["channels": channels, "summary": summary], summary: summary)
    }

    private struct RuleSummary: Encodable, Sendable {
        let trainingSeries: Int
        let observations: Int
        let parameters: Int
    }
}

extension RuleForecaster.Channel {
    /// What the rule and the spread say at `times`, ascending, `(K)`.
    func distributions(at times: [Double], given seen: ChannelHistory) -> [QuantileDistribution] {
        guard let last = seen.times.last else {
            return times.map { _ in QuantileDistribution(values: values, support: support) }
        }
        var history = limit.tamed(seen)
        if isLogarithmic {
            // A value that no logarithm has is as small as the smallest that was learned from.
            let least = values[0] > 0 ? values[0] : .leastNormalMagnitude
            history.values = history.values.map { log(max($0, least)) }
        }
        let centers = rule.centers(at: times, given: history)
        let scale = scale?(history) ?? 1
        return zip(times, centers).map { time, center in
            let errors =
                time > last
                ? spread.errors(at: time - last) : amid.errors(at: RuleErrors<Rule>.bridge(time, history.times))
            let values = errors.map { center + scale * $0 }
            return QuantileDistribution(values: isLogarithmic ? values.map { exp($0) } : values, support: support)
        }
    }

    /// What was learned, line by line.
    var facts: [FitReport.Fact] {
        var facts: [FitReport.Fact] = []
        if let fact = rule.fact { facts.append(.init("rule", "\(name): " + fact)) }
        var text: FactText = "\(name): "
        let centers = spread.centers
        let shown = Set([0, centers.count / 2, centers.count - 1]).sorted().filter { centers.indices.contains($0) }
        for (place, bin) in shown.enumerated() {
            let errors = QuantileDistribution(values: spread.quantiles[bin])
            if place > 0 { text = text + ", " }
            text = text + "sd \(number: errors.moments.deviation) after \(duration: centers[bin])"
        }
        if isLogarithmic { text = text + ", of logarithms" }
        if scale != nil { text = text + ", times each series' own scale" }
        facts.append(.init("spread", text))
        return facts
    }
}
