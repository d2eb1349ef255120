import Foundation
import Lanes
import NeuralLayers
import TimeSeries

/// A simple rule with the empirical spread of its errors by lead.
struct RuleForecaster<Rule: PointRule>: Forecaster, Codable {
    /// One variable.
    struct Channel: Codable, Sendable {
        let name: String
        /// Errors of the rule, by lead.
        let spread: LeadSpread
        /// Quantiles of all values, for series in which the variable was never seen.
        let values: [Double]
        /// Whether no value was negative: then none is forecast.
        let isNonnegative: Bool
    }

    let rule: Rule
    let timeKind: TimeKind
    let channels: [Channel]
    let series: Int
    let observations: Int

    var kind: ForecasterKind { .rule(Rule.self) }
    var variables: [String] { channels.map(\.name) }

    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        questions.map { answer($0, collection, options) }
    }

    private func answer(
        _ question: CheckedRequest, _ collection: SeriesCollection, _ options: PredictionOptions
    ) -> SeriesPrediction {
        let cells = question.times.count * channels.count
        var prediction = SeriesPrediction(
            series: question.series, times: question.times, variables: variables, probabilities: options.quantiles,
            leads: question.leads, means: Array(repeating: 0, count: cells),
            deviations: Array(repeating: 0, count: cells),
            quantiles: Array(repeating: 0, count: cells * options.quantiles.count),
            samples: Array(repeating: 0, count: cells * options.samples))
        let histories = collection.histories(of: question.seen)
        let times = question.times.map(\.number)
        let random = Philox4x32(seed: options.seed)
        let key = seriesKey(collection.names[question.series])
        for (index, channel) in channels.enumerated() {
            let history = collection.variables.firstIndex(of: channel.name).map { histories[$0] } ?? ChannelHistory()
            let centers = history.times.isEmpty ? [] : rule.centers(at: times, after: history, channel: index)
            // One probability a sample, the same at all times: a path that is high stays high.
            let draws = (0..<options.samples).map {
                random.uniform(.ruleSamples, series: key, sample: UInt32($0), index: UInt32(truncatingIfNeeded: index))
            }
            for k in times.indices {
                let values =
                    history.times.isEmpty
                    ? channel.values
                    : channel.spread.errors(at: Self.lead(times[k], history)).map { centers[k] + $0 }
                let distribution = QuantileDistribution(
                    values: values, lowerBound: channel.isNonnegative ? 0 : nil)
                let cell = k * channels.count + index
                (prediction.means[cell], prediction.deviations[cell]) = distribution.moments
                for (q, probability) in options.quantiles.enumerated() {
                    prediction.quantiles[cell * options.quantiles.count + q] = distribution.quantile(probability)
                }
                for (sample, probability) in draws.enumerated() {
                    prediction.samples[cell * options.samples + sample] = distribution.quantile(probability)
                }
            }
        }
        return prediction
    }

    /// Time from the nearest observation seen to `time`.
    private static func lead(_ time: Double, _ history: ChannelHistory) -> Double {
        var low = 0
        var high = history.times.count
        while low < high {
            let middle = (low + high) / 2
            if history.times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        let before = low > 0 ? time - history.times[low - 1] : .infinity
        let after = low < history.times.count ? history.times[low] - time : .infinity
        return min(before, after)
    }

    var report: FitReport {
        let points = channels.reduce(0) { $0 + $1.spread.centers.count * LeadSpread.points }
        var facts = rule.facts(variables: variables)
        for channel in channels {
            let centers = channel.spread.centers
            let shown = Set([0, centers.count / 2, centers.count - 1]).sorted().filter { centers.indices.contains($0) }
            guard !shown.isEmpty else { continue }
            let text = shown.map { bin -> FactText in
                let errors = QuantileDistribution(values: channel.spread.quantiles[bin], lowerBound: nil)
                return "\(number: errors.moments.deviation) after \(duration: centers[bin])"
            }
            facts.append(
                .init("spread", text.dropFirst().reduce("\(channel.name): sd " + text[0]) { $0 + ", " + $1 }))
        }
        let summary = RuleSummary(
            trainingSeries: series, observations: observations, parameters: rule.parameterCount + points)
        return FitReport(
            series: series, observations: observations, parameters: rule.parameterCount + points, facts: facts,
            sections: ["rule": rule, "channels": channels, "summary": summary], summary: summary)
    }

    private struct RuleSummary: Encodable, Sendable {
        let trainingSeries: Int
        let observations: Int
        let parameters: Int
    }

    private static var format: String { "continuum \(Rule.name) 1" }

    /// The model as a safetensors file without tensors, so that every model in a store is one.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var file = SafeTensors()
        file.metadata["format"] = Self.format
        file.metadata["model"] = String(decoding: try encoder.encode(self), as: UTF8.self)
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    init(_ bytes: [UInt8]) throws(ForecastingError) {
        do {
            let file = try SafeTensors(bytes)
            guard file.metadata["format"] == Self.format, let text = file.metadata["model"] else {
                throw ForecastingError.unreadableModel(.otherFormat(kind: Rule.name))
            }
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch let error as ForecastingError {
            throw error
        } catch {
            throw .unreadableModel(.damaged(reason: "\(error)"))
        }
    }

    init(rule: Rule, timeKind: TimeKind, channels: [Channel], series: Int, observations: Int) {
        self.rule = rule
        self.timeKind = timeKind
        self.channels = channels
        self.series = series
        self.observations = observations
    }
}
