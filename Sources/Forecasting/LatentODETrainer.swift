import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers
import TimeSeries

/// Fits a latent ODE to a collection of series.
public final class LatentODETrainer {
    /// How a training ended.
    public enum Ending: Sendable {
        /// All epochs done, or no progress any more.
        case finished
        /// The time limit was reached.
        case timeLimit
        /// `isCancelled` said so; the last checkpoint holds every whole epoch.
        case cancelled
    }

    /// What a progress callback learns after each epoch.
    public struct Progress: Sendable {
        /// Epochs done.
        public let epoch: Int
        /// Epochs planned.
        public let epochs: Int
        /// Share of this epoch's updates done; 1 at its end.
        public let share: Double
        /// The epoch's line of the curve, at its end.
        public let line: TrainingEpoch?
        /// Episodes per second.
        public let rate: Double
        /// Seconds left if every epoch is run.
        public let secondsLeft: Double
        /// Updates left out so far because the solver, the loss or the weights failed.
        public let skipped: Int
        /// By what the learning rate is multiplied because of them; 1 where none failed lately.
        public let rateScale: Double
    }

    let settings: FitSettings
    let scaling: DataScaling
    let shape: LatentODEShape
    let model: LatentODE
    let series: [PreparedSeries]
    let sampler: EpisodeSampler
    let validation: [Episode]
    let collectionCount: Int
    let batch: Int
    let blockRows: Int
    /// Epochs that will be run at most.
    public let epochs: Int
    let patience: Int
    let runner: ParallelBlocks<Float>
    private var blocks: [EpisodeBlock<Float>] = []
    private(set) var state: TrainingState

    /// Prepares a fit: scaling, split, sizes.
    ///
    /// - Parameter threads: never changes the result.
    public init(_ collection: SeriesCollection, settings: FitSettings, threads: Int) throws(ForecastingError) {
        self.settings = settings
        try Self.check(settings)
        let split = DataSplit(collection, share: settings.validation, seed: settings.seed)
        let scaling = try DataScaling(learning: collection, settings: settings, training: split.isTraining(row:))
        self.scaling = scaling
        let channelOf = scaling.channelMap(collection)
        series = (0..<collection.count).map { scaling.prepare(collection, series: $0, channelOf: channelOf) }
        let ranges = split.trainingPoints(series, scaling: scaling)
        guard ranges.contains(where: { $0.count >= 2 }) else {
            throw .tooLittleData("no series has observations at two times; a model cannot learn how values change")
        }
        let points = series.reduce(0) { $0 + ($1.count >= 2 ? $1.count : 0) }
        guard points >= Self.leastPoints else {
            throw .tooLittleData(
                "\(points) times in series of two or more are too little data for a latent ODE, which would learn them by "
                    + "heart; it needs \(Self.leastPoints)")
        }
        let trained = ranges.filter { !$0.isEmpty }.count
        let sampler = EpisodeSampler(
            scaling: scaling, series: series, ranges: ranges, history: settings.history.map { $0 / scaling.timeUnit },
            seed: settings.seed, leastEpisodes: 64)
        self.sampler = sampler
        batch = settings.batch ?? max(16, min(256, 32 * (1 + sampler.count / 4000)))
        blockRows = max(16, min(64, LaneBlock.paddedLanes(for: (batch + 3) / 4)))
        let updates = (sampler.count + batch - 1) / batch
        epochs = settings.epochs ?? max(10, min(Self.mostEpochs, Self.plannedUpdates / updates))
        patience = max(12, 2 * epochs / 5)
        var shape = LatentODEShape(channels: scaling.channels.count)
        shape.statics = scaling.statics.reduce(0) { $0 + $1.features }
        shape.seasonal = scaling.seasonalFeatures
        shape.latent = settings.latent ?? max(6, min(20, 4 + 2 * scaling.channels.count))
        shape.hidden = settings.hidden
        shape.layers = settings.layers
        shape.encoder = settings.encoder
        shape.encoderHidden = settings.hidden
        shape.decoderHidden = settings.hidden
        shape.likelihood = settings.likelihood.training
        if let role = settings.eventTimes {
            shape.eventTimes = EventTimeModel(role: role, series, ranges)
            if role == .timesOnly { shape.isAnchored = false }
        }
        self.shape = shape
        model = LatentODE(shape)
        runner = ParallelBlocks(
            model: model, capacity: blockRows, method: settings.solver,
            control: settings.stepControl(scaling), options: Self.solverOptions,
            gradient: settings.gradient, regularization: settings.regularization, threads: threads)
        validation = split.validationEpisodes(series, scaling: scaling)
        collectionCount = trained
        state = TrainingState(parameters: model.parameters.initialValues(seed: settings.seed))
        observations = collection.values.count
    }

    private let observations: Int
    private var recovery = UpdateRecovery()

    /// What error estimates are asked of must have them.
    private static func check(_ settings: FitSettings) throws(ForecastingError) {
        guard settings.regularization.errorEstimates != 0 else { return }
        guard settings.solver.tableau.embeddedOrder != nil else {
            throw .impossibleRequest("\(settings.solver.rawValue) has no error estimates to regularise")
        }
        switch settings.gradient {
        case .discrete, .checkpointed: return
        case .continuous, .interpolating:
            throw .impossibleRequest(
                "error estimates are regularised through the steps taken, of which only the discrete and checkpointed "
                    + "gradients know")
        }
    }

    /// Times, in series of two or more, that a fit needs.
    public static let leastPoints = 50

    /// Updates of a fit that is not told its epochs, and epochs at most. Noisy sinusoids, 300 series: an error of 0.78 after
    /// 2,400 updates, 0.46 after 7,200. Where nothing improves, patience ends the fit long before.
    private static let plannedUpdates = 6000
    private static let mostEpochs = 600

    /// A field that needs more steps than this over one window is not worth learning.
    static var solverOptions: SolverOptions {
        var options = SolverOptions()
        options.maximumSteps = 2000
        return options
    }

    /// Identifies a fit for `resume`: the same data, settings and program layout.
    public func identity(fingerprint: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var plan = settings
        plan.timeLimit = nil
        let text = (try? encoder.encode(plan)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return "\(fingerprint) \(model.parameters.count) \(text)"
    }

    /// Goes on from checkpoint bytes; returns whether they belonged to this fit.
    public func resume(_ bytes: [UInt8], identity: String) -> Bool {
        guard let restored = TrainingState(bytes, identity: identity, count: model.parameters.count) else {
            return false
        }
        state = restored
        return true
    }

    /// Epochs done so far.
    public var epochsDone: Int { state.epoch }

    /// The checkpoint after the last whole epoch.
    public func checkpoint(identity: String) throws -> [UInt8] { try state.encoded(identity: identity) }

    /// Trains until done, out of time, or cancelled.
    ///
    /// - Parameters:
    ///   - progress: called after every epoch, and during long ones.
    ///   - afterEpoch: called after every epoch, for checkpoints.
    ///   - isCancelled: asked before every update.
    public func run(
        progress: (Progress) -> Void = { _ in }, afterEpoch: (LatentODETrainer) throws -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Ending {
        let clock = ContinuousClock()
        let began = clock.now
        func seconds() -> Double {
            let d = clock.now - began
            return Double(d.components.seconds) + Double(d.components.attoseconds) * 1e-18
        }
        let firstEpoch = state.epoch
        while state.epoch < epochs && !state.isFinished {
            var next = state
            let episodes = sampler.episodes(UInt32(next.epoch), series: series)
            let updates = (episodes.count + batch - 1) / batch
            var sums = UpdateSums()
            recovery = UpdateRecovery()
            for update in 0..<updates {
                if isCancelled() { return .cancelled }
                if let limit = settings.timeLimit, seconds() > limit { return .timeLimit }
                let taken = Array(episodes[update * batch..<min((update + 1) * batch, episodes.count)])
                try self.update(&next, taken, of: series, update: update, of: updates, &sums)
                let done = Double(next.epoch - firstEpoch) + Double(update + 1) / Double(updates)
                if update + 1 < updates {
                    progress(
                        Progress(
                            epoch: next.epoch, epochs: epochs, share: Double(update + 1) / Double(updates), line: nil,
                            rate: done * Double(episodes.count) / max(seconds(), 1e-9),
                            secondsLeft: seconds() / done * (Double(epochs - firstEpoch) - done), skipped: next.skipped,
                            rateScale: next.rateScale))
                }
            }
            next.epoch += 1
            let line = try finishEpoch(&next, sums)
            state = next
            try afterEpoch(self)
            let done = Double(state.epoch - firstEpoch)
            progress(
                Progress(
                    epoch: state.epoch, epochs: epochs, share: 1, line: line,
                    rate: done * Double(episodes.count) / max(seconds(), 1e-9),
                    secondsLeft: seconds() / done * Double(epochs - state.epoch), skipped: state.skipped,
                    rateScale: state.rateScale))
        }
        return .finished
    }

    /// Keeps the better weights and stops where nothing has improved for long.
    private func finishEpoch(_ next: inout TrainingState, _ sums: UpdateSums) throws -> TrainingEpoch {
        var line = TrainingEpoch(epoch: next.epoch)
        if sums.solves > 0 {
            line.loss = sums.loss / Double(max(sums.cells, 1))
            line.evaluations = Double(sums.evaluations) / Double(sums.solves)
            let rows = Double(sums.rows)
            if settings.regularization.kineticEnergy != 0 { line.kineticEnergy = sums.kineticEnergy / rows }
            if settings.regularization.errorEstimates != 0 { line.errorEstimates = sums.errorEstimates / rows }
        }
        if validation.isEmpty {
            if sums.solves > 0 {
                next.best = next.parameters
                next.bestEpoch = next.epoch
            }
        } else {
            let score = try validate(next.parameters)
            line.validationLoss = score.loss.isFinite ? score.loss : nil
            line.validationError = score.error.isFinite ? score.error : nil
            if score.loss.isFinite, score.loss < next.bestLoss {
                next.bestLoss = score.loss
                next.best = next.parameters
                next.bestEpoch = next.epoch
            }
            // Latent ODEs often stand still for long before they find the dynamics: patience is a good part of the plan.
            next.isFinished = next.epoch - next.bestEpoch >= patience
        }
        next.curve.append(line)
        return line
    }

    /// One more epoch over series that are read as it goes on, so that memory holds one part of them at a time: for each part, the
    /// updates of its episodes. Scaling and model are those of the collection that the trainer was made with; nothing is
    /// validated.
    ///
    /// - Parameter next: the next part, `nil` at the end.
    /// - Returns: the negative evidence lower bound of an observation, and the number of observations scored.
    package func epoch(over next: () throws -> SeriesCollection?) throws -> (loss: Double, observations: Int) {
        var sums = UpdateSums()
        while let part = try next() {
            let channelOf = scaling.channelMap(part)
            let series = (0..<part.count).map { scaling.prepare(part, series: $0, channelOf: channelOf) }
            let sampler = EpisodeSampler(
                scaling: scaling, series: series, ranges: series.map { 0..<$0.count },
                history: settings.history.map { $0 / scaling.timeUnit }, seed: settings.seed, leastEpisodes: 1)
            let episodes = sampler.episodes(UInt32(state.epoch), series: series)
            let updates = (episodes.count + batch - 1) / batch
            for index in 0..<updates {
                let taken = Array(episodes[index * batch..<min((index + 1) * batch, episodes.count)])
                try update(&state, taken, of: series, update: index, of: updates, &sums)
            }
        }
        state.epoch += 1
        return (sums.loss / Double(max(sums.cells, 1)), sums.cells)
    }

    /// Share of the epochs over which the divergence's weight rises to one. A short rise leaves many fits on the plateau
    /// where the posterior says nothing: of noisy sinusoids, 0.7 learned what 0.2 did not in 150 epochs.
    static let warmup = 0.7

    /// Sums over the updates of an epoch that succeeded.
    private struct UpdateSums {
        var loss = 0.0
        /// Observations.
        var cells = 0
        var rows = 0
        /// Rows times samples.
        var solves = 0
        var evaluations = 0
        var kineticEnergy = 0.0
        var errorEstimates = 0.0
    }

    /// One update of Adam on episodes of `series`.
    private func update(
        _ next: inout TrainingState, _ episodes: [Episode], of series: [PreparedSeries], update: Int,
        of updates: Int, _ sums: inout UpdateSums
    ) throws {
        let sorted = episodes.enumerated().sorted {
            ($0.element.times.count, $1.offset) > ($1.element.times.count, $0.offset)
        }.map(\.element)
        let blockCount = (sorted.count + blockRows - 1) / blockRows
        while blocks.count < blockCount { blocks.append(EpisodeBlock(shape: shape, capacity: blockRows)) }
        let active = Array(blocks.prefix(blockCount))
        let random = Philox4x32(seed: settings.seed)
        var cells = 0
        for (index, block) in active.enumerated() {
            let part = Array(sorted[index * blockRows..<min((index + 1) * blockRows, sorted.count)])
            block.fill(
                part, series: series, scaling: scaling, samples: settings.trainingSamples, epoch: UInt32(next.epoch),
                random: random)
            for episode in part {
                for point in episode.points { cells += series[episode.series].cells(point).count }
            }
        }
        let position = (Double(next.epoch) + Double(update) / Double(updates)) / Double(epochs)
        let klWeight = min(1, position / Self.warmup)
        var gradient = [Float](repeating: 0, count: next.parameters.count)
        let outcome: ParallelBlocks<Float>.Outcome
        do throws(SolverError) {
            outcome = try runner.step(
                active, parameters: next.parameters, scale: 1 / Double(max(cells, 1)), klWeight: klWeight,
                penaltyScale: 1 / Double(sorted.count), gradient: &gradient)
        } catch {
            return try skip(&next, because: error)
        }
        let loss = outcome.divergence * klWeight - outcome.logLikelihood
        let norm = clip(&gradient, norm: 1)
        guard loss.isFinite, norm.isFinite else { return try skip(&next, because: nil) }
        let parameters = next.parameters
        let optimizer = next.optimizer
        let schedule = LearningRateSchedule.cosine(warmup: 0.03, floor: 0.02)
        next.optimizer.update(
            &next.parameters, gradient: gradient,
            learningRate: settings.learningRate * next.rateScale * schedule.factor(at: position))
        guard next.parameters.allSatisfy(\.isFinite) else {
            next.parameters = parameters
            next.optimizer = optimizer
            return try skip(&next, because: nil)
        }
        recovery.succeeded(&next, parameters: parameters, optimizer: optimizer)
        sums.loss += loss
        sums.cells += cells
        sums.rows += sorted.count
        sums.solves += sorted.count * settings.trainingSamples
        sums.evaluations += outcome.forwardEvaluations
        sums.kineticEnergy += outcome.kineticEnergy
        sums.errorEstimates += outcome.errorEstimates
    }

    /// Leaves an update out. A training that does little else is given up.
    private func skip(_ next: inout TrainingState, because error: SolverError?) throws {
        recovery.failed(&next)
        if next.failures > UpdateRecovery.mostFailures {
            if let error { throw ForecastingError.numerical(error, series: nil) }
            throw ForecastingError.unsuitableValues(
                "the loss is not finite in \(next.failures) of the latest updates, however small the learning rate is made; "
                    + "try a smaller one")
        }
    }

    /// The model with the best weights so far.
    ///
    /// - Throws: `unsuitableValues` where epochs were trained and none ended in weights that can be scored.
    public func forecaster() throws -> LatentODEForecaster {
        guard state.epoch == 0 || state.bestEpoch > 0 else {
            throw ForecastingError.unsuitableValues(
                "none of \(state.epoch) epochs ended with weights that the solver can use "
                    + "(\(state.skipped) updates were left out); try a smaller learning rate")
        }
        var summary = FitSummary()
        summary.trainingSeries = collectionCount
        summary.validationSeries = validation.count
        summary.observations = observations
        summary.parameters = model.parameters.count
        summary.bestEpoch = state.bestEpoch
        summary.skippedUpdates = state.skipped
        summary.curve = state.curve
        if !validation.isEmpty {
            summary.validationError = try validate(state.best).error
            summary.baselineErrors = baselineErrors()
        }
        return LatentODEForecaster(
            settings: settings, scaling: scaling, shape: shape, noise: channelNoise(state.best), summary: summary,
            parameters: state.best)
    }

    // MARK: Validation

    /// Mean negative log density and squared error of the hidden observations, at the posterior's mean.
    func validate(_ parameters: [Float]) throws -> (loss: Double, error: Double) {
        let random = Philox4x32(seed: settings.seed)
        let blockCount = (validation.count + blockRows - 1) / blockRows
        while blocks.count < blockCount { blocks.append(EpisodeBlock(shape: shape, capacity: blockRows)) }
        nonisolated(unsafe) let blocks = self.blocks
        for index in 0..<blockCount {
            let part = Array(validation[index * blockRows..<min((index + 1) * blockRows, validation.count)])
            blocks[index].fill(part, series: series, scaling: scaling, samples: 1, epoch: nil, random: random)
        }
        var sums = [(loss: Double, error: Double, count: Int)](repeating: (0, 0, 0), count: blockCount)
        do throws(SolverError) {
            try sums.withUnsafeMutableBufferPointer { sums throws(SolverError) in
                nonisolated(unsafe) let slots = sums
                try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
                    guard let first = parameters.baseAddress else { return }
                    try runner.forEach(blockCount) { index, engine throws(SolverError) in
                        slots[index] = try self.score(blocks[index], block: index, engine, first)
                    }
                }
            }
        } catch {
            return (.infinity, .infinity)
        }
        let count = Double(max(sums.reduce(0) { $0 + $1.count }, 1))
        return (sums.reduce(0) { $0 + $1.loss } / count, sums.reduce(0) { $0 + $1.error } / count)
    }

    private func score(
        _ block: EpisodeBlock<Float>, block index: Int, _ engine: LatentODEEngine<Float>,
        _ parameters: UnsafePointer<Float>
    ) throws(SolverError) -> (loss: Double, error: Double, count: Int) {
        var outcome = LatentODEEngine<Float>.Outcome()
        engine.encode(block, parameters)
        engine.inferPosterior(block, parameters, &outcome)
        try engine.solve(block, sample: 0, parameters, recording: false, &outcome)
        var terms = HeldOutSums(rows: block.rows)
        scoreHidden(block, block: index, engine, parameters, &terms)
        return (-terms.logLikelihood.reduce(0, +), terms.error, terms.count)
    }

    /// Sums over the hidden observations of a block.
    private struct HeldOutSums {
        /// log p of the values (and times, where they are modelled), by row.
        var logLikelihood: [Double]
        var values: [Double]
        var times: [Double]
        var error = 0.0
        var count = 0

        init(rows: Int) {
            values = Array(repeating: 0, count: rows)
            times = values
            logLikelihood = values
        }
    }

    /// Scores what the encoder did not see by the sample solved last.
    private func scoreHidden(
        _ block: EpisodeBlock<Float>, block index: Int, _ engine: LatentODEEngine<Float>,
        _ parameters: UnsafePointer<Float>, _ sums: inout HeldOutSums
    ) {
        let channels = shape.channels
        let isGaussian = shape.likelihood == .gaussian
        engine.predict(block, parameters) { output, lanes, center, scale, stride in
            for row in 0..<min(lanes, block.rows) where output < block.outputs(of: row) {
                let episode = validation[index * blockRows + row]
                // Only what the encoder did not see.
                guard !episode.history.contains(episode.points.lowerBound + output) else { continue }
                for channel in 0..<channels {
                    let place = (output * channels + channel) * block.capacity + row
                    guard block.masks.pointer[place] != 0 else { continue }
                    let residual = Double(block.targets.pointer[place] - center[channel * stride + row])
                    let sd = Double(scale[channel * stride + row])
                    let distance = residual * residual / (sd * sd)
                    sums.values[row] -=
                        isGaussian
                        ? 0.5 * distance + log(sd) + 0.5 * log(2 * .pi)
                        : 2.5 * log(1 + distance / 4) + log(sd) - log(3.0 / 8)
                    sums.error += residual * residual
                    sums.count += 1
                }
            }
        }
        engine.scoreTimes(
            block, parameters, from: { validation[index * blockRows + $0].history.count }
        ) { row, sum in sums.times[row] = sum }
        for row in 0..<block.rows {
            sums.logLikelihood[row] =
                shape.eventTimes?.role == .timesOnly ? sums.times[row] : sums.values[row] + sums.times[row]
        }
    }

    /// Log likelihoods of the hidden part of every validation episode, by draws from the posterior.
    func heldOutTerms() throws -> [HeldOutTerms] {
        let random = Philox4x32(seed: settings.seed)
        let draws = Self.heldOutDraws
        let engine = runner.engines[0]
        let block = EpisodeBlock<Float>(shape: shape, capacity: blockRows)
        var terms = validation.map { _ in HeldOutTerms(values: [], times: []) }
        for first in stride(from: 0, to: validation.count, by: blockRows) {
            let part = Array(validation[first..<min(first + blockRows, validation.count)])
            block.fill(
                part, series: series, scaling: scaling, samples: draws, epoch: 0xFFFF_FFF0, random: random)
            try state.best.withUnsafeBufferPointer { weights in
                guard let parameters = weights.baseAddress else { return }
                var outcome = LatentODEEngine<Float>.Outcome()
                engine.encode(block, parameters)
                engine.inferPosterior(block, parameters, &outcome)
                for sample in 0..<draws {
                    try engine.solve(block, sample: sample, parameters, recording: false, &outcome)
                    var sums = HeldOutSums(rows: block.rows)
                    scoreHidden(block, block: first / blockRows, engine, parameters, &sums)
                    for row in 0..<block.rows {
                        terms[first + row].values.append(sums.values[row])
                        terms[first + row].times.append(sums.times[row])
                    }
                }
            }
        }
        return terms
    }

    /// Mean squared error of the simple rules on the same hidden observations, in scaled units.
    private func baselineErrors() -> [String: Double] {
        var last = 0.0
        var mean = 0.0
        var count = 0
        for episode in validation {
            let data = series[episode.series]
            var lastSeen = [Double](repeating: 0, count: shape.channels)
            var sums = lastSeen
            var counts = lastSeen
            let seen = Set(episode.history)
            for point in episode.history {
                for cell in data.cells(point) {
                    let channel = Int(data.channels[cell])
                    lastSeen[channel] = Double(data.values[cell])
                    sums[channel] += Double(data.values[cell])
                    counts[channel] += 1
                }
            }
            for point in episode.points where !seen.contains(point) {
                for cell in data.cells(point) {
                    let channel = Int(data.channels[cell])
                    let value = Double(data.values[cell])
                    let average = counts[channel] > 0 ? sums[channel] / counts[channel] : 0
                    last += (value - lastSeen[channel]) * (value - lastSeen[channel])
                    mean += (value - average) * (value - average)
                    count += 1
                }
            }
        }
        guard count > 0 else { return [:] }
        return ["last value": last / Double(count), "series mean": mean / Double(count)]
    }
}
