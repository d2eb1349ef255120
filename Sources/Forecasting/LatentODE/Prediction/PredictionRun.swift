import Crew
import DifferentialEquations
import Lanes
import TimeSeries

/// Draws from the posterior, solves and decodes for the parts of a prediction.
struct PredictionRun {
    let forecaster: LatentODEForecaster
    let prepared: [PreparedSeries]
    let options: PredictionOptions
    /// Scales of the draws of logarithmic channels under Student's t: the same for every mixture.
    private let tailScales: [Double]

    init(forecaster: LatentODEForecaster, prepared: [PreparedSeries], options: PredictionOptions) {
        self.forecaster = forecaster
        self.prepared = prepared
        self.options = options
        tailScales = PredictiveMixture.tailScales(options.draws)
    }

    private static let blockRows = 64
    /// Floats that the draws of one block may take.
    private static let budget = 8_000_000

    /// Answers `parts`, which stand in descending order of their number of times.
    func run(_ parts: [PredictionPart], into predictions: inout [SeriesPrediction]) {
        let shape = forecaster.shape
        let groups = groups(parts)
        guard !groups.isEmpty else { return }
        let threads = min(options.threads, groups.count)
        let runner = ParallelBlocks<Float>(
            model: forecaster.model, capacity: Self.blockRows, method: forecaster.settings.solver.method,
            control: forecaster.settings.stepControl(forecaster.scaling),
            options: LatentODETrainer.solverOptions, threads: threads)
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

    /// Cuts the parts into blocks that fit the memory meant for draws.
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

    /// Answers a block. Where a row fails, the others are answered one by one: none suffers from another.
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

    /// Centres and scales of every draw, `(rows, K, C, draws)`, in scaled units.
    private struct Draws {
        var outputs: Int
        var centers: [Float]
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
        var centers = [Float](repeating: 0, count: count)
        var scales = centers
        var outcome = try engine.infer(block, parameters)
        for sample in 0..<options.draws {
            try engine.solve(block, sample: sample, parameters, recording: false, &outcome)
            engine.predict(block, parameters) { output, lanes, center, scale, stride in
                for row in 0..<min(lanes, block.rows) where output < block.outputs(of: row) {
                    for channel in 0..<shape.channels {
                        let place = ((row * outputs + output) * shape.channels + channel) * options.draws + sample
                        centers[place] = center[channel * stride + row]
                        scales[place] = scale[channel * stride + row]
                    }
                }
            }
        }
        return Draws(outputs: outputs, centers: centers, scales: scales)
    }

    /// Turns the draws of one row into the predictive distribution in the data's units.
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
                let mixture = PredictiveMixture(
                    likelihood: noise.likelihood,
                    centers: draws.centers[range].map { scaling.restored(Double($0)) },
                    scales: draws.scales[range].map { scaling.scale * noise.factor * Double($0) },
                    isLogarithmic: scaling.isLogarithmic, tailScales: tailScales)
                let (mean, deviation) = mixture.moments
                answer.means.append(mean)
                answer.deviations.append(deviation)
                var isFinite = mean.isFinite && deviation.isFinite
                var before = -Double.infinity
                for p in options.quantiles {
                    before = max(before, mixture.quantile(p))
                    isFinite = isFinite && before.isFinite
                    answer.quantiles.append(before)
                }
                for sample in 0..<options.samples {
                    let value = mixture.draw(
                        sample,
                        probability: random.sampledNoise(
                            channel: channel, series: prepared[part.episode.series].key, sample: UInt32(sample),
                            time: part.episode.times[output]))
                    isFinite = isFinite && value.isFinite
                    answer.samples.append(value)
                }
                if !isFinite {
                    return PartAnswer(
                        failure: .unsuitableValues(
                            "a forecast so far ahead is beyond the range of numbers; ask for a nearer time"))
                }
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
