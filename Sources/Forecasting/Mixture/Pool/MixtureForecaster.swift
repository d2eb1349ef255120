import Lanes
import NeuralLayers
import TimeSeries

/// Forecasters of several kinds whose distributions are pooled, with weights for each variable and lead.
///
/// F(x) = Σ w F(x) of the members' distribution functions (Stone 1961). A sample path is one member's, each with the probability of
/// its weight; where weights change with the lead a path goes on with another member's.
public struct MixtureForecaster: Forecaster {
    /// One variable.
    struct Channel: Codable, Sendable, Hashable {
        var name: String
        /// Weights of forecasts, by member.
        var ahead: PoolWeights
        /// Weights of interpolations.
        var amid: PoolWeights
        /// Where values lie; a member that says more is drawn in.
        var support: ValueSupport
        /// The longest lead that was tried; `nil` where none was.
        var longest: Double?

        /// The least and the greatest value that was learned from; `nil` in models of before they were kept.
        var least: Double?
        var greatest: Double?

        /// Where values lie `lead` after what is known of a series, of which `seen` are the least and the greatest: within the range of
        /// all that was learned from and seen, widened by its width on either side; beyond the longest lead that was tried by as many
        /// times its width as the lead is as long. Growth that goes on for ever is nothing that was tried, nor are tails of logarithms.
        func support(at lead: Double, _ seen: ClosedRange<Double>?) -> ValueSupport {
            let low = [least, seen?.lowerBound].compactMap(\.self).min()
            let high = [greatest, seen?.upperBound].compactMap(\.self).max()
            guard let low, let high, low < high else { return support }
            let factor = longest.map { $0 > 0 ? max(lead / $0, 1) : 1 } ?? 1
            let reach = (high - low) * factor
            return ValueSupport(
                lower: support.lower.map { max($0, low - reach) } ?? low - reach,
                upper: support.upper.map { min($0, high + reach) } ?? high + reach)
        }
    }

    /// The members.
    public let members: [any Forecaster]
    let channels: [Channel]
    public let timeKind: TimeKind
    let series: Int
    let observations: Int

    public var kind: ForecasterKind { .mixture }
    public var variables: [String] { channels.map(\.name) }

    /// Whether members of more than half of the weight of forecasts take logarithms.
    public func isLogarithmic(_ variable: String) -> Bool {
        guard let channel = channels.first(where: { $0.name == variable }) else { return false }
        return zip(members, channel.ahead.mean).reduce(0) { $0 + ($1.0.isLogarithmic(variable) ? $1.1 : 0) } > 0.5
    }

    /// The weights of the members, in their order, at one lead of one variable.
    public func weights(of variable: String, _ kind: PredictionKind, lead: Double) -> [Double] {
        guard let channel = channels.first(where: { $0.name == variable }) else { return [] }
        return (kind == .forecast ? channel.ahead : channel.amid).weights(at: lead)
    }

    public func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        var asked = options
        asked.quantiles = PredictiveCurve.levels
        // Members without weight are not asked.
        var said: [[SeriesPrediction]?] = []
        for (index, member) in members.enumerated() {
            let isNeeded = questions.contains { question in
                channels.contains { channel in
                    (question.kind == .forecast ? channel.ahead : channel.amid).nodes.contains {
                        $0.weights[index] > 0
                    }
                }
            }
            said.append(isNeeded ? try member.answer(questions, about: collection, options: asked) : nil)
        }
        let places = members.map { member in variables.map { member.variables.firstIndex(of: $0) } }
        let random = Philox4x32(seed: options.seed)
        var pool = PooledCurve()
        return questions.enumerated().map { index, question in
            pooled(
                question, ranges(question, collection), said.map { $0?[index] }, places,
                key: seriesKey(collection.names[question.series]), options,
                random, &pool)
        }
    }

    /// Of each variable, between which values what may be seen of the series lies.
    private func ranges(_ question: CheckedRequest, _ collection: SeriesCollection) -> [ClosedRange<Double>?] {
        var found = [ClosedRange<Double>?](repeating: nil, count: channels.count)
        let places = collection.variables.map { name in channels.firstIndex { $0.name == name } }
        for row in question.seen {
            guard let place = places[Int(collection.variableIndices[row])] else { continue }
            let value = collection.values[row]
            found[place] = found[place].map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
        }
        return found
    }

    /// What one member says at one time of one variable.
    private struct Part {
        let said: SeriesPrediction
        /// Among the member's times and variables.
        let cell: Int
        var weight: Double

        var mean: Double { said.means[cell] }

        /// One of `all` numbers, `(cells, width)`.
        func slice(_ all: KeyPath<SeriesPrediction, [Double]>, _ width: Int) -> ArraySlice<Double> {
            said[keyPath: all][cell * width..<(cell + 1) * width]
        }
    }

    private func pooled(
        _ question: CheckedRequest, _ ranges: [ClosedRange<Double>?], _ said: [SeriesPrediction?], _ places: [[Int?]],
        key: UInt32, _ options: PredictionOptions, _ random: Philox4x32, _ pool: inout PooledCurve
    ) -> SeriesPrediction {
        var prediction = SeriesPrediction(answering: question, variables: variables, options: options)
        let able = said.map { $0?.failure == nil ? $0 : nil }
        guard able.contains(where: { $0 != nil }) else {
            prediction.fail(said.compactMap { $0?.failure }.first ?? .unreadableModel(.otherVersion))
            return prediction
        }
        let draws = (0..<options.samples).map {
            random.uniform(.poolMembers, series: key, sample: UInt32(truncatingIfNeeded: $0), index: 0)
        }
        for (channel, known) in channels.enumerated() {
            let weights = question.kind == .forecast ? known.ahead : known.amid
            for (k, lead) in question.leads.enumerated() {
                let support = known.support(at: question.kind == .forecast ? lead : 0, ranges[channel])
                let parts = Self.parts(able, weights.weights(at: lead)) { member, answer in
                    places[member][channel].map { k * answer.variables.count + $0 }
                }
                if parts.isEmpty { continue }
                fill(
                    &prediction, at: k * channels.count + channel, with: parts, support, draws, options.quantiles,
                    &pool)
            }
        }
        return prediction
    }

    /// What has a weight at one time of one variable, the weights with sum 1; where nothing of it has an answer, all that has one.
    ///
    /// - Parameter cell: where the time and the variable are in a member's answer; `nil` where it does not know the variable.
    private static func parts(
        _ said: [SeriesPrediction?], _ weights: [Double], cell: (Int, SeriesPrediction) -> Int?
    ) -> [Part] {
        var parts: [Part] = []
        for (member, answer) in said.enumerated() {
            guard let answer, let cell = cell(member, answer), answer.means[cell].isFinite else { continue }
            parts.append(Part(said: answer, cell: cell, weight: weights[member]))
        }
        if !parts.contains(where: { $0.weight > 0 }) {
            for index in parts.indices { parts[index].weight = 1 }
        }
        parts.removeAll { $0.weight <= 0 }
        let sum = parts.reduce(0) { $0 + $1.weight }
        for index in parts.indices { parts[index].weight /= sum }
        return parts
    }

    /// Writes the pool of `parts` into one cell of `prediction`.
    private func fill(
        _ prediction: inout SeriesPrediction, at cell: Int, with parts: [Part], _ support: ValueSupport,
        _ draws: [Double], _ levels: [Double], _ pool: inout PooledCurve
    ) {
        let mean = parts.reduce(0) { $0 + $1.weight * $1.mean }
        let square = parts.reduce(0) { sum, part in
            let (distance, deviation) = (part.mean - mean, part.said.deviations[part.cell])
            return sum + part.weight * (deviation * deviation + distance * distance)
        }
        prediction.means[cell] = support.clamp(mean)
        prediction.deviations[cell] = square.squareRoot()
        let found = pool.quantiles(
            parts.map { $0.slice(\.quantiles, PredictiveCurve.levels.count) }, weights: parts.map(\.weight))
        let curve = PredictiveCurve(found.map(support.clamp)[...])
        for (q, level) in levels.enumerated() { prediction.quantiles[cell * levels.count + q] = curve.quantile(level) }
        for (sample, draw) in draws.enumerated() {
            let chosen = Self.part(of: parts, at: draw).slice(\.samples, draws.count)
            prediction.samples[cell * draws.count + sample] = support.clamp(chosen[chosen.startIndex + sample])
        }
    }

    /// The part in which `draw`, within (0, 1), falls where each is as long as its weight.
    private static func part(of parts: [Part], at draw: Double) -> Part {
        var passed = 0.0
        for part in parts {
            passed += part.weight
            if draw < passed { return part }
        }
        return parts[parts.count - 1]
    }

    public var report: FitReport {
        let parameters = members.reduce(0) { $0 + $1.report.parameters }
        let summary = MixtureSummary(
            trainingSeries: series, observations: observations, parameters: parameters,
            members: members.map(\.kind.name))
        var sections: [String: any Encodable & Sendable] = ["summary": summary, "weights": channels]
        var facts: [FitReport.Fact] = []
        var skipped = 0
        for member in members {
            let report = member.report
            skipped += report.skippedUpdates
            facts.append(.init("member", "\(member.kind.name), \(report.parameters) parameters"))
            facts += report.facts
            sections[member.kind.name] = JSONSections(report.sections)
        }
        var report = FitReport(
            series: series, observations: observations, parameters: parameters, facts: facts, sections: sections,
            summary: summary)
        report.skippedUpdates = skipped
        return report
    }
}

/// What a mixture's fit found.
private struct MixtureSummary: Encodable, Sendable {
    let trainingSeries: Int
    let observations: Int
    let parameters: Int
    let members: [String]
}
