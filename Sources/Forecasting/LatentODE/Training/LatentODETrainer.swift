import DifferentialEquations
import Lanes
import NeuralLayers
import TimeSeries

/// Fits a latent ODE to a collection of series.
public final class LatentODETrainer: ForecasterFit {
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
    let epochs: Int
    let patience: Int
    let runner: ParallelBlocks<Float>
    /// The block of each thread, filled anew for whatever it does next.
    let blocks: [EpisodeBlock<Float>]
    var state: TrainingState

    /// Prepares a fit: scaling, split, sizes.
    ///
    /// - Parameters:
    ///   - collection: the series to learn from.
    ///   - settings: sizes, solver, epochs, seed and the rest.
    ///   - threads: never changes the result.
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
            throw .tooLittleData(.noSeriesWithTwoTimes)
        }
        let points = series.reduce(0) { $0 + ($1.count >= 2 ? $1.count : 0) }
        guard points >= Self.leastPoints else {
            throw .tooLittleData(.tooFewTimes(found: points, needed: Self.leastPoints, model: "a latent ODE"))
        }
        let trained = ranges.filter { !$0.isEmpty }.count
        let sampler = EpisodeSampler(
            scaling: scaling, series: series, ranges: ranges,
            history: settings.task.history.map { $0 / scaling.timeUnit },
            seed: settings.seed, leastEpisodes: 64)
        self.sampler = sampler
        batch = settings.training.batch ?? max(16, min(256, 32 * (1 + sampler.count / 4000)))
        blockRows = max(16, min(64, LaneBlock.paddedLanes(for: (batch + 3) / 4)))
        let updates = (sampler.count + batch - 1) / batch
        epochs = settings.training.epochs ?? max(10, min(Self.mostEpochs, Self.plannedUpdates / updates))
        patience = max(12, 2 * epochs / 5)
        var shape = LatentODEShape(channels: scaling.channels.count)
        shape.statics = scaling.statics.reduce(0) { $0 + $1.features }
        shape.seasonal = scaling.seasonalFeatures
        shape.latent = settings.network.latent ?? max(6, min(20, 4 + 2 * scaling.channels.count))
        shape.hidden = settings.network.hidden
        shape.layers = settings.network.layers
        shape.encoder = settings.network.encoder
        shape.encoderHidden = settings.network.hidden
        shape.decoderHidden = settings.network.hidden
        shape.likelihood = settings.likelihood.training
        if !shape.likelihood.distribution.isLocationScale { shape.isAnchored = false }
        if let role = settings.eventTimes {
            shape.eventTimes = EventTimeModel(role: role, series, ranges)
            if role == .timesOnly { shape.isAnchored = false }
        }
        self.shape = shape
        model = LatentODE(shape)
        runner = ParallelBlocks(
            model: model, capacity: blockRows, method: settings.solver.method,
            control: settings.stepControl(scaling), options: FitSettings.solverOptions,
            gradient: settings.solver.gradient, regularization: settings.solver.regularization, threads: threads)
        let blockRows = blockRows
        blocks = runner.engines.map { _ in EpisodeBlock(shape: shape, capacity: blockRows) }
        validation = split.validationEpisodes(series, scaling: scaling)
        collectionCount = trained
        state = TrainingState(parameters: model.parameters.initialValues(seed: settings.seed))
        observations = collection.values.count
        comparedOn = settings.eventTimes == .joint ? collection : nil
        self.threads = threads
    }

    private let observations: Int
    /// What models are fitted to that this one is compared with afterwards; `nil` where nothing is compared.
    let comparedOn: SeriesCollection?
    let threads: Int
    var recovery = UpdateRecovery()

    /// Refuses settings that exclude each other.
    private static func check(_ settings: FitSettings) throws(ForecastingError) {
        let (solver, regularization) = (settings.solver, settings.solver.regularization)
        if settings.eventTimes != nil, regularization.kineticEnergy != 0 {
            throw .impossibleRequest(.kineticEnergyOfEventTimes)
        }
        guard regularization.errorEstimates != 0 else { return }
        guard solver.method.tableau.embeddedOrder != nil else {
            throw .impossibleRequest(.noErrorEstimate(solver.method))
        }
        switch solver.gradient {
        case .discrete, .checkpointed: return
        case .continuous, .interpolating: throw .impossibleRequest(.gradientWithoutSteps(solver.gradient))
        }
    }

    /// Times, in series of two or more, that a fit needs.
    public static let leastPoints = 50

    /// Updates of a fit that is not told its epochs, and epochs at most. Noisy sinusoids, 300 series: an error of 0.78 after
    /// 2,400 updates, 0.46 after 7,200. Where nothing improves, patience ends the fit long before.
    private static let plannedUpdates = 6000
    private static let mostEpochs = 600

    /// What a checkpoint must agree with: data, settings and program layout.
    func identity(_ fingerprint: String) throws -> String {
        var plan = settings
        plan.training.timeLimit = nil
        let text = try CanonicalJSON.text(of: plan)
        return "\(fingerprint) \(model.parameters.count) \(text)"
    }

    /// Goes on from checkpoint bytes; returns whether they belonged to a fit of the same data and settings.
    public func resume(_ checkpoint: [UInt8], fingerprint: String) throws -> Bool {
        guard
            let restored = TrainingState(
                checkpoint, identity: try identity(fingerprint), count: model.parameters.count)
        else { return false }
        state = restored
        return true
    }

    /// Epochs that will be run at most.
    public var plannedEpochs: Int? { epochs }

    /// Epochs done so far.
    public var epochsDone: Int { state.epoch }

    /// The checkpoint after the last whole epoch, `nil` before the first.
    public func checkpoint(fingerprint: String) throws -> [UInt8]? {
        state.epoch > 0 ? try state.encoded(identity: identity(fingerprint)) : nil
    }

    /// Trains until done, out of time, or cancelled.
    ///
    /// - Parameters:
    ///   - progress: called after every epoch, and during long ones.
    ///   - afterEpoch: called after every epoch, for checkpoints.
    ///   - isCancelled: asked before every update.
    public func run(
        progress: (FitProgress) -> Void = { _ in }, afterEpoch: () throws -> Void = {},
        isCancelled: () -> Bool = { false }
    ) throws -> FitEnding {
        let clock = ContinuousClock()
        let began = clock.now
        func seconds() -> Double {
            let d = clock.now - began
            return Double(d.components.seconds) + Double(d.components.attoseconds) * 1e-18
        }
        let firstEpoch = state.epoch
        while state.epoch < epochs && !state.isFinished {
            var next = state
            let episodes = episodes(sampler, series, epoch: UInt32(next.epoch))
            let updates = (episodes.count + batch - 1) / batch
            var sums = UpdateSums()
            recovery = UpdateRecovery()
            for update in 0..<updates {
                if isCancelled() { return .cancelled }
                if let limit = settings.training.timeLimit, seconds() > limit { return .timeLimit }
                let taken = Array(episodes[update * batch..<min((update + 1) * batch, episodes.count)])
                try self.update(&next, taken, of: series, update: update, of: updates, &sums)
                let done = Double(next.epoch - firstEpoch) + Double(update + 1) / Double(updates)
                if update + 1 < updates {
                    progress(
                        FitProgress(
                            epoch: next.epoch, epochs: epochs, share: Double(update + 1) / Double(updates),
                            measures: [],
                            rate: done * Double(episodes.count) / max(seconds(), 1e-9),
                            secondsLeft: seconds() / done * (Double(epochs - firstEpoch) - done), skipped: next.skipped,
                            rateScale: next.rateScale))
                }
            }
            next.epoch += 1
            let line = try finishEpoch(&next, sums)
            state = next
            try afterEpoch()
            let done = Double(state.epoch - firstEpoch)
            progress(
                FitProgress(
                    epoch: state.epoch, epochs: epochs, share: 1, measures: line.measures,
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
            if settings.solver.regularization.kineticEnergy != 0 { line.kineticEnergy = sums.kineticEnergy / rows }
            if settings.solver.regularization.errorEstimates != 0 { line.errorEstimates = sums.errorEstimates / rows }
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

    /// The model with the best weights so far.
    ///
    /// - Throws: `unsuitableValues` where epochs were trained and none ended in weights that can be scored.
    public func forecaster() throws -> LatentODEForecaster {
        guard state.epoch == 0 || state.bestEpoch > 0 else {
            throw ForecastingError.unsuitableValues(
                .noUsableWeights(epochs: state.epoch, skipped: state.skipped))
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
}
