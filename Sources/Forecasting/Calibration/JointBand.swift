import Foundation
import TimeSeries

extension SeriesPrediction {
    /// The same prediction with bands that hold at all of its times together.
    ///
    /// Of each sample path the most extreme place among all paths is found over the times; a band of probability p then lies where
    /// a share p of the paths is never outside (Montiel Olea, Plagborg-Møller 2019, sup-t bands). The median stays.
    ///
    /// - Parameter levels: of the quantiles wanted, ascending. Those of p and 1 − p make the band of probability |1 − 2p|.
    /// - Returns: quantiles at `levels`; no samples.
    /// - Precondition: its quantiles are at the levels of ``PredictiveCurve``, and it has samples.
    func joint(_ levels: [Double]) -> SeriesPrediction {
        guard failure == nil, !times.isEmpty else { return self }
        let cells = times.count * variables.count
        let count = samples.count / max(cells, 1)
        precondition(count > 1, "bands over several times need sample paths")
        let width = PredictiveCurve.levels.count
        var found = self
        found.probabilities = levels
        found.samples = []
        found.quantiles = Array(repeating: 0, count: cells * levels.count)
        for channel in variables.indices {
            var extremes = Array(repeating: 0.0, count: count)
            for k in times.indices {
                let cell = k * variables.count + channel
                let values = samples[cell * count..<(cell + 1) * count]
                let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
                for (rank, index) in order.enumerated() {
                    let place = (Double(rank) + 0.5) / Double(count)
                    let path = index - cell * count
                    extremes[path] = max(extremes[path], abs(2 * place - 1))
                }
            }
            extremes.sort()
            for (q, level) in levels.enumerated() {
                let probability = abs(2 * level - 1)
                // One path more than the share, as conformal prediction has it.
                let index = min(Int((probability * Double(count + 1)).rounded(.up)), count)
                let reach = probability > 0 ? extremes[max(index - 1, 0)] : 0
                let own = level < 0.5 ? (1 - reach) / 2 : (1 + reach) / 2
                for k in times.indices {
                    let cell = k * variables.count + channel
                    let curve = PredictiveCurve(quantiles[cell * width..<(cell + 1) * width])
                    found.quantiles[cell * levels.count + q] = curve.quantile(own)
                }
            }
        }
        return found
    }
}

extension Forecaster {
    /// Predicts as ``predict(_:_:kind:options:)`` does, with bands that hold at all times of a request together, each variable by
    /// itself.
    ///
    /// What is said of one time depends on the other times that are asked.
    ///
    /// - Parameters:
    ///   - collection: the observations.
    ///   - requests: series and times.
    ///   - kind: whether the times lie after what was observed or amid it.
    ///   - options: `samples` is the number of paths by which the bands are found; none are given back.
    public func predictJointly(
        _ collection: SeriesCollection, _ requests: [PredictionRequest], kind: PredictionKind,
        options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        var asked = options
        asked.quantiles = PredictiveCurve.levels
        return try predict(collection, requests, kind: kind, options: asked).map { $0.joint(options.quantiles) }
    }
}
