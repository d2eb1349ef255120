import Crew
import DifferentialEquations
import Lanes
import TimeSeries

/// Draws from the posterior, solves and decodes for the parts of a prediction.
struct PredictionRun {
    let forecaster: LatentODEForecaster
    let prepared: [PreparedSeries]
    let options: PredictionOptions
    /// The mixture of each channel.
    private let mixtures: [ChannelMixture]

    init(forecaster: LatentODEForecaster, prepared: [PreparedSeries], options: PredictionOptions) {
        self.forecaster = forecaster
        self.prepared = prepared
        self.options = options
        mixtures = zip(forecaster.noise, forecaster.scaling.channels).map { noise, channel in
            ChannelMixture(noise.likelihood, channel.transform, draws: options.draws)
        }
    }

    private static let blockRows = 64
    /// Most floats that the draws of one block take.
    private static let budget = 8_000_000

    /// Answers `parts`, which are in descending order of their number of times.
    func run(_ parts: [PredictionPart], into predictions: inout [SeriesPrediction]) {
        let shape = forecaster.shape
        let groups = groups(parts)
        guard !groups.isEmpty else { return }
        let threads = min(options.threads, groups.count)
        let runner = ParallelBlocks<Float>(
            model: forecaster.model, capacity: Self.blockRows, method: forecaster.settings.solver.method,
            control: forecaster.settings.stepControl(forecaster.scaling),
            options: FitSettings.solverOptions, threads: threads)
        var answers = [PartAnswer](repeating: PartAnswer(), count: parts.count)
        answers.withUnsafeMutableBufferPointer { answers in
            nonisolated(unsafe) let slots = answers
            forecaster.parameters.withUnsafeBufferPointer { parameters in
                guard let first = parameters.baseAddress else { return }
                nonisolated(unsafe) let weights = first
                runner.crew.perform(groups.count) { index, thread in
                    let range = groups[index]
                    let found = answer(Array(parts[range]), runner.engines[thread], weights)
                    for (place, answer) in zip(range, found) { slots[place] = answer }
                }
            }
        }
        for (part, answer) in zip(parts, answers) {
            predictions[part.request].take(answer, at: part.times, channels: shape.channels, options)
        }
    }

    /// Cuts the parts into blocks whose draws fit the budget.
    private func groups(_ parts: [PredictionPart]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var begin = 0
        while begin < parts.count {
            let cell = max(parts[begin].times.count, 1) * forecaster.shape.channels * options.draws * 2
            let rows = max(1, min(Self.blockRows, Self.budget / cell))
            groups.append(begin..<min(begin + rows, parts.count))
            begin += rows
        }
        return groups
    }

    /// Answers a block. Where the solver gives up on a row, each is answered by itself, so that only that row fails.
    private func answer(
        _ parts: [PredictionPart], _ engine: LatentODEEngine<Float>, _ parameters: UnsafePointer<Float>
    ) -> [PartAnswer] {
        do throws(SolverError) {
            let draws = try draw(parts, engine, parameters)
            return parts.indices.map { summarise(parts[$0], draws, row: $0) }
        } catch {
            guard parts.count > 1 else { return [PartAnswer(failure: .numerical(error, series: nil))] }
            return parts.flatMap { answer([$0], engine, parameters) }
        }
    }

    /// Locations and scales of every draw, `(rows, K, C, draws)`, in the model's numbers.
    private struct Draws {
        var outputs: Int
        var locations: [Float]
        var scales: [Float]
    }

    private func draw(
        _ parts: [PredictionPart], _ engine: LatentODEEngine<Float>, _ parameters: UnsafePointer<Float>
    ) throws(SolverError) -> Draws {
        let shape = forecaster.shape
        let block = EpisodeBlock<Float>(shape: shape, capacity: Self.blockRows)
        block.fill(
            parts.map(\.episode), series: prepared, scaling: forecaster.scaling, samples: options.draws,
            draws: .forecastDraws, random: Philox4x32(seed: options.seed))
        let outputs = block.mostOutputs
        let count = parts.count * outputs * shape.channels * options.draws
        var locations = [Float](repeating: 0, count: count)
        var scales = locations
        var outcome = try engine.infer(block, parameters)
        for sample in 0..<options.draws {
            try engine.solve(block, sample: sample, parameters, recording: false, &outcome)
            engine.predict(block, parameters) { output, lanes, center, scale, stride in
                for row in 0..<min(lanes, block.rows) where output < block.outputs(of: row) {
                    for channel in 0..<shape.channels {
                        let place = ((row * outputs + output) * shape.channels + channel) * options.draws + sample
                        locations[place] = center[channel * stride + row]
                        scales[place] = scale[channel * stride + row]
                    }
                }
            }
        }
        return Draws(outputs: outputs, locations: locations, scales: scales)
    }

    /// Turns the draws of one row into predictive distributions in the data's units.
    private func summarise(_ part: PredictionPart, _ draws: Draws, row: Int) -> PartAnswer {
        var answer = PartAnswer()
        let channels = forecaster.shape.channels
        let random = Philox4x32(seed: options.seed)
        for output in 0..<part.times.count {
            for channel in 0..<channels {
                let scaling = forecaster.scaling.channels[channel]
                let noise = forecaster.noise[channel]
                let begin = ((row * draws.outputs + output) * channels + channel) * options.draws
                let range = begin..<begin + options.draws
                let uniforms = (0..<options.samples).map { sample in
                    random.sampledNoise(
                        channel: channel, series: prepared[part.episode.series].key, sample: UInt32(sample),
                        time: part.episode.times[output])
                }
                let summary = mixtures[channel].summary(
                    locations: draws.locations[range].map { scaling.restored(Double($0)) },
                    scales: draws.scales[range].map { scaling.scale * noise.factor * Double($0) },
                    probabilities: options.quantiles, uniforms: uniforms)
                guard summary.isFinite else { return PartAnswer(failure: .unsuitableValues(.beyondRange)) }
                answer.append(summary)
            }
        }
        return answer
    }
}

/// What is predicted for one part: K times by C channels, as in `SeriesPrediction`.
struct PartAnswer {
    var means: [Double] = []
    var deviations: [Double] = []
    var quantiles: [Double] = []
    var samples: [Double] = []
    var failure: ForecastingError?

    /// Takes the distribution of the next channel, or of the next time.
    mutating func append(_ summary: PredictiveSummary) {
        means.append(summary.mean)
        deviations.append(summary.deviation)
        quantiles += summary.quantiles
        samples += summary.samples
    }
}

extension SeriesPrediction {
    /// Puts the answer of one part in its place.
    mutating func take(_ answer: PartAnswer, at range: Range<Int>, channels: Int, _ options: PredictionOptions) {
        if let failure = answer.failure { self.failure = self.failure ?? failure }
        guard failure == nil else { return }
        let cells = range.lowerBound * channels..<range.upperBound * channels
        func scaled(_ count: Int) -> Range<Int> { cells.lowerBound * count..<cells.upperBound * count }
        means.replaceSubrange(cells, with: answer.means)
        deviations.replaceSubrange(cells, with: answer.deviations)
        quantiles.replaceSubrange(scaled(options.quantiles.count), with: answer.quantiles)
        samples.replaceSubrange(scaled(options.samples), with: answer.samples)
    }
}
