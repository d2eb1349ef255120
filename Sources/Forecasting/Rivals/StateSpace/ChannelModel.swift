import Foundation
import StateSpace

/// The model of one channel: values scaled, a sum of terms, noise.
struct ChannelModel: Codable, Sendable {
    /// How values become numbers of order one.
    let scale: ValueScale
    /// Terms with a loading of 1, in scaled values and in the forecaster's unit of time.
    let model: LinearModel
    /// Degrees of freedom of Student-t noise; `nil` for normal noise.
    let degrees: Double?
    /// The longest history learned from, in the forecaster's unit of time.
    let span: Double
    /// The middle deviation of measurement errors that came with readings, in scaled values: what a reading to come has beside the
    /// noise.
    let typicalError: Double

    /// Deviations beyond which a lone reading is taken for an outlier.
    static let outlierLimit = 6.0

    /// What is added to forecasts of a model with a slope: a slope is not trusted much longer than it was seen.
    ///
    /// Rows within a span tell how a slope changes from row to row, not whether it lasts for another such span. From an eighth of
    /// the span on an integrated Wiener process is added, whose diffusion of 6 / span³ᐟ² moves values by twice their usual range of
    /// three deviations, over √3, within another span. `nil` where there is no slope.
    var doubt: (after: Double, process: LinearModel)? {
        let hasSlope = model.components.contains { if case .slope = $0.term { true } else { false } }
        guard hasSlope, span > 0 else { return nil }
        let diffusion = 6 / (span * span * span).squareRoot()
        return (span / 8, LinearModel([.slope(diffusion: diffusion, start: 0, startSlope: 0)], noise: 1))
    }

    /// The distribution of a value to be read, from that of the process without noise, in scaled values.
    ///
    /// - Parameter noise: the deviation of the noise.
    func distribution(mean: Double, variance: Double, noise: Double) -> NormalMixture {
        NormalMixture(
            mean: mean, variance: variance, noiseVariance: noise * noise + typicalError * typicalError,
            degrees: degrees ?? .infinity)
    }

    /// log p of each row given those before it, under the noise that forecasts have, in nats of scaled values; and the number of
    /// outliers, which count with the noise that they are given.
    func score(_ parts: [ObservationRows]) -> (score: Double, outliers: Int) {
        var score = 0.0
        var outliers = 0
        for part in parts {
            var rows = part
            rows.weights = []
            let screening = model.screened(rows, degrees: [degrees ?? .infinity], limit: Self.outlierLimit)
            let wrong = Set(screening.outliers)
            outliers += wrong.count
            for index in 0..<rows.count {
                let isWrong = wrong.contains(index)
                let error = model.noise[0] * model.noise[0] + rows[index].errorVariance
                let noise = isWrong ? error / screening.weights[index] : error
                let mixture = NormalMixture(
                    mean: 0, variance: screening.variances[index], noiseVariance: noise,
                    degrees: isWrong ? .infinity : degrees ?? .infinity)
                score += mixture.logDensity(screening.residuals[index])
            }
        }
        return (score, outliers)
    }

    /// The same in the data's unit.
    func score(_ rows: TrainingRows) -> Double {
        let parts = rows.parts.map { ObservationRows(scale, $0) }
        return rows.parts.flatMap(\.values).reduce(score(parts).score) { $0 + scale.logJacobian($1) }
    }
}

extension ObservationRows {
    /// The readings of one channel, scaled, from the first on.
    init(_ scale: ValueScale, _ history: ChannelHistory) {
        self.init(
            times: history.times, channels: Array(repeating: 0, count: history.times.count),
            values: history.values.map(scale.scaled), errorVariances: scale.errorVariances(history))
    }
}
