import TimeSeries

/// Sample paths of some channels of one series, after its last observation.
struct SamplePaths {
    /// The last observation seen.
    let now: Moment
    /// Times since then, ascending, `(K)`.
    let elapsed: [Double]
    /// Values of each channel, `(channels)(samples, K)`.
    private(set) var values: [[Double]]
    /// Why there are none.
    private(set) var failure: ForecastingError?

    /// Draws paths, as many times at once as a bound on the memory lets: a value depends on its time alone.
    ///
    /// - Parameter budget: values of one call of the forecaster.
    init(
        _ forecaster: any Forecaster, channels: [Int], _ collection: SeriesCollection, _ past: SeriesPast,
        at times: [Moment], samples: Int, budget: Int, seed: UInt64, threads: Int
    ) throws(ForecastingError) {
        now = past.now
        elapsed = times.map { $0.elapsed(since: past.now) }
        values = channels.map { _ in [Double](repeating: 0, count: samples * times.count) }
        var options = PredictionOptions()
        options.quantiles = []
        options.draws = max(options.draws, samples)
        options.samples = samples
        options.seed = seed
        options.threads = threads
        let width = forecaster.variables.count
        let block = max(1, budget / (width * samples))
        for begin in stride(from: 0, to: times.count, by: block) {
            let part = begin..<min(begin + block, times.count)
            let request = PredictionRequest(series: past.series, times: Array(times[part]), asOf: past.asOf)
            let said = try forecaster.predict(collection, [request], kind: .forecast, options: options)[0]
            if let failure = said.failure {
                self.failure = failure
                return
            }
            for (position, channel) in channels.enumerated() {
                for k in part {
                    let cell = (k - begin) * width + channel
                    for sample in 0..<samples {
                        let value = said.samples[cell * samples + sample]
                        guard value.isFinite else {
                            failure = .unsuitableValues(.beyondRange)
                            return
                        }
                        values[position][sample * times.count + k] = value
                    }
                }
            }
        }
    }
}
