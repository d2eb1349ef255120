import Crew
import Foundation
import Lanes
import TimeSeries

extension RegressionForecaster {
    func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        let crew = WorkCrew(threads: min(options.threads, max(questions.count, 1)))
        return crew.map(questions.count) { index, _ in answer(questions[index], collection, options) }
    }

    private func answer(
        _ question: CheckedRequest, _ collection: SeriesCollection, _ options: PredictionOptions
    ) -> SeriesPrediction {
        var prediction = SeriesPrediction(answering: question, variables: variables, options: options)
        let times = question.times.map(\.number)
        let past = past(of: question, collection)
        let random = Philox4x32(seed: options.seed)
        let key = seriesKey(collection.names[question.series])
        for channel in frame.channels.indices {
            let found =
                question.kind == .forecast
                ? forecasts(of: channel, at: times, past) : interpolations(of: channel, at: times, past)
            let memory = forecasts[channel]?.residuals.memory ?? ErrorMemory(noise: 1, length: 1)
            // Errors of interpolations are not known to go together.
            let weights =
                question.kind == .forecast ? coupling?.weights(of: channel) ?? [(channel, 1)] : [(channel, 1)]
            var paths = (0..<options.samples).flatMap { sample in
                weights.map { other, _ in
                    SamplePath(
                        memory: memory, random: random, key: key ^ (UInt32(truncatingIfNeeded: other) &* 0x9E37_79B9),
                        sample: UInt32(truncatingIfNeeded: sample))
                }
            }
            for (k, distribution) in found.enumerated() {
                let cell = k * variables.count + channel
                (prediction.means[cell], prediction.deviations[cell]) = distribution.moments
                for (q, probability) in options.quantiles.enumerated() {
                    prediction.quantiles[cell * options.quantiles.count + q] = distribution.quantile(probability)
                }
                for sample in 0..<options.samples {
                    var normal = 0.0
                    for (place, weight) in weights.enumerated() {
                        normal += weight.1 * paths[sample * weights.count + place].value(at: times[k] - past.anchor)
                    }
                    let probability = min(max(standardNormalCDF(normal), 1e-12), 1 - 1e-12)
                    prediction.samples[cell * options.samples + sample] = distribution.quantile(probability)
                }
            }
        }
        return prediction
    }

    /// What is seen of a series.
    struct Past {
        let histories: [ChannelHistory]
        /// Time of the latest observation.
        let anchor: Double
        let summaries: [Float]
    }

    /// What `question` may see.
    func past(of question: CheckedRequest, _ collection: SeriesCollection) -> Past {
        let histories = frame.histories(of: question.seen, in: collection)
        let anchor = histories.compactMap(\.times.last).max() ?? 0
        let statics = frame.staticNumbers(of: question.series, in: collection)
        return Past(
            histories: histories, anchor: anchor,
            summaries: question.kind == .forecast
                ? frame.summaries(of: histories, at: anchor, statics: statics) : [])
    }

    private func forecasts(of channel: Int, at times: [Double], _ past: Past) -> [QuantileDistribution] {
        guard let model = forecasts[channel] else { return times.map { _ in marginal(channel) } }
        var x = [Double](repeating: 0, count: model.coefficients.count)
        return times.map { time in
            let lead = time - past.anchor
            let features = writeColumns(of: channel, at: time, past, to: &x)
            return distribution(
                channel, center: model.predict(&x) + seasons(channel, time),
                errors: model.residuals.errors(at: lead, scale: model.residuals.scale(features)))
        }
    }

    /// Writes the columns of a forecast for `time` to `x`, and returns what the scale of its error depends on.
    func writeColumns(of channel: Int, at time: Double, _ past: Past, to x: inout [Double]) -> SIMD8<Double> {
        let features = forecastFeatures[channel]
        let lead = time - past.anchor
        let lagged = frame.lagged(
            channel, past.histories[channel], time: time, anchor: past.anchor,
            mean: past.summaries[channel * HistorySummary.size])
        return past.summaries.withUnsafeBufferPointer { summaries in
            guard let first = summaries.baseAddress else { return SIMD8() }
            lagged.withUnsafeBufferPointer { lagged in
                x.withUnsafeMutableBufferPointer { x in
                    guard let x = x.baseAddress else { return }
                    features.write(first, lead: lead, lagged: lagged.baseAddress ?? first, to: x, stride: 1)
                }
            }
            return features.scaleFeatures(first, lead: lead)
        }
    }

    private func interpolations(of channel: Int, at times: [Double], _ past: Past) -> [QuantileDistribution] {
        let own = past.histories[channel]
        guard let model = interpolations[channel], !own.times.isEmpty else {
            return times.map { _ in marginal(channel) }
        }
        let features = interpolationFeatures[channel]
        let mean = own.values.reduce(0, +) / Double(own.values.count)
        var x = [Double](repeating: 0, count: model.coefficients.count)
        return times.map { time in
            let next = own.times.partitionPoint { $0 > time }
            guard
                let row = features.row(
                    at: time, in: past.histories, hidden: next..<next, mean: mean, seesOthers: true)
            else { return marginal(channel) }
            x.withUnsafeMutableBufferPointer { x in
                row.others.withUnsafeBufferPointer { others in
                    if let x = x.baseAddress { features.write(row, others: others.baseAddress, to: x, stride: 1) }
                }
            }
            // At an observation's own time its value is what is known.
            let isObserved = next > 0 && own.times[next - 1] == time
            return distribution(
                channel, center: row.line + (isObserved ? 0 : model.predict(&x)) + seasons(channel, time),
                errors: model.residuals.errors(
                    at: row.distance, scale: model.residuals.scale(features.scaleFeatures(row))))
        }
    }

    func seasons(_ channel: Int, _ time: Double) -> Double {
        frame.channels[channel].curve.parts.isEmpty ? 0 : frame.channels[channel].curve.value(at: time)
    }

    /// A distribution in data units from a centre and errors in scaled ones.
    private func distribution(_ channel: Int, center: Double, errors: [Double]) -> QuantileDistribution {
        let scale = frame.channels[channel].scale
        let factor = frame.channels[channel].errorFactor
        return QuantileDistribution(
            values: errors.map { scale.unscaled(center + factor * $0) }, support: scale.support)
    }

    /// All values of the channel, where nothing else is known.
    private func marginal(_ channel: Int) -> QuantileDistribution {
        QuantileDistribution(
            values: frame.channels[channel].values,
            support: frame.channels[channel].scale.support)
    }
}
