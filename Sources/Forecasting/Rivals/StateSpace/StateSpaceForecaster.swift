import Crew
import Foundation
import Lanes
import StateSpace
import TimeSeries

/// A Gaussian process for each channel, as a sum of linear stochastic differential equations.
///
/// An answer is the exact posterior of the process given the rows seen, with the noise of a reading, carried back to the data's
/// units. It costs O((n + K) d²) for n rows, K times and d states.
struct StateSpaceForecaster: Forecaster, Codable {
    static let name = "state-space"

    /// One variable.
    struct Channel: Codable, Sendable {
        let name: String
        /// The model of series that have none of their own.
        let shared: ChannelModel
        /// Models of single series, by name.
        var own: [String: ChannelModel] = [:]
        /// Numbers learned in the shared model.
        let parameters: Int
        /// log p of the rows learned from, in nats of the data's unit, and the number of these rows.
        let logLikelihood: Double
        let rows: Int
        /// Readings taken for wrong, of those rows.
        let outliers: Int

        init(name: String, shared: ChannelModel, found: ChannelFit.Found) {
            self.name = name
            self.shared = shared
            parameters = found.parameters
            logLikelihood = found.logLikelihood
            rows = found.rows
            outliers = found.outliers
        }

        /// The model for the series called `series`.
        func model(of series: String) -> ChannelModel { own[series] ?? shared }
    }

    let timeKind: TimeKind
    /// The model's unit of time: seconds, or a number in the data's own unit.
    let unit: Double
    let channels: [Channel]
    /// The process of all channels together where they share a factor: the channels' terms, each loading on one, then the factor.
    let coupled: LinearModel?
    /// Evidence in nats that the factor adds.
    let couplingGain: Double?
    let series: Int
    let observations: Int

    var kind: ForecasterKind { .stateSpace }
    var variables: [String] { channels.map(\.name) }

    func isLogarithmic(_ variable: String) -> Bool {
        channels.contains { $0.name == variable && $0.shared.scale.transform == .logarithm }
    }

    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        let crew = WorkCrew(threads: options.threads)
        return crew.map(questions.count) { index, _ in answer(questions[index], collection, options) }
    }

    private func answer(
        _ question: CheckedRequest, _ collection: SeriesCollection, _ options: PredictionOptions
    ) -> SeriesPrediction {
        var prediction = SeriesPrediction(answering: question, variables: variables, options: options)
        let histories = collection.histories(of: question.seen)
        let series = collection.names[question.series]
        let random = Philox4x32(seed: options.seed)
        let key = seriesKey(series)
        let known = Set(variables)
        // The first row of any channel: no time that is asked for is before it.
        let origin =
            question.seen.first { known.contains(collection.variables[Int(collection.variableIndices[$0])]) }
            .map { collection.times[$0].number } ?? question.times[0].number
        let times = question.times.map { ($0.number - origin) / unit }
        let isForecast = question.kind == .forecast
        for members in coupled == nil ? channels.indices.map({ [$0] }) : [Array(channels.indices)] {
            let models = members.map { channels[$0].model(of: series) }
            let seen = members.map { index -> ChannelHistory in
                let place = collection.variables.firstIndex(of: channels[index].name)
                return place.map { histories[$0].since(origin, unit: unit) } ?? ChannelHistory()
            }
            let part = ProcessPart(models, coupled ?? models[0].model, seen)
            let process = part.process(at: times, isForecast: isForecast)
            for (position, index) in members.enumerated() {
                let noise = part.model.noise[position]
                for k in times.indices {
                    let cell = k * channels.count + index
                    let place = position * times.count + k
                    let distribution = models[position].distribution(
                        mean: process.means[place], variance: process.variances[place], noise: noise)
                    (prediction.means[cell], prediction.deviations[cell]) =
                        distribution.moments(models[position].scale)
                    for (q, probability) in options.quantiles.enumerated() {
                        prediction.quantiles[cell * options.quantiles.count + q] =
                            models[position].scale.restored(distribution.quantile(probability))
                    }
                }
            }
            guard options.samples > 0 else { continue }
            let draws = part.draws(at: times, isForecast: isForecast, count: options.samples) {
                doubted, place, element, draw in
                let salt = doubted.map { 2 * members[$0] + 1 } ?? 2 * members[0]
                return random.pathNormal(channel: salt, series: key, place: place, element: element, draw: draw)
            }
            for (position, index) in members.enumerated() {
                let noise = models[position].distribution(mean: 0, variance: 0, noise: part.model.noise[position])
                for k in times.indices {
                    let first = (k * channels.count + index) * options.samples
                    for draw in 0..<options.samples {
                        let probability = random.sampledNoise(
                            channel: index, series: key, sample: UInt32(draw), time: question.times[k].number)
                        prediction.samples[first + draw] = models[position].scale.restored(
                            draws[position * times.count + k][draw] + noise.quantile(probability))
                    }
                }
            }
        }
        return prediction
    }
}
