import Forecasting
import Storage
import TimeSeries

/// Fits a model to the observations of a store and saves it there.
public final class FitJob {
    /// The name under which the model is saved.
    public let name: String
    /// What is fitted.
    public let plan: FitPlan
    /// The fit.
    public let fit: any ForecasterFit
    /// Series read.
    public let seriesCount: Int
    /// Variables read.
    public let variables: [String]
    /// Values far from all others, which every fit draws in.
    public let outliers: [Outliers]
    /// Epochs that were done before, by the fit that is resumed.
    public let resumedEpochs: Int

    /// After ``run(progress:isCancelled:)``: why the model that was there before was kept; `nil` where the new one is saved.
    public private(set) var kept: Kept?

    /// Scores of a model that was kept and of the one that would have replaced it, on the same hidden rows.
    public struct Kept: Sendable {
        /// When the model that was kept was fitted.
        public let created: String
        /// Its ranked probability score, as a share of the best simple rule's.
        public let old: Double
        /// That of the new one.
        public let new: Double
    }

    private let store: any ForecastStore
    private let replaces: Bool
    private let fingerprint: String
    private var lastSaved: ContinuousClock.Instant?

    /// Seconds between checkpoints.
    private static let checkpointInterval = Duration.seconds(2)

    /// Reads the data and prepares the training.
    ///
    /// - Parameters:
    ///   - store: where the data are read and the model is saved.
    ///   - name: of the model.
    ///   - plan: what is fitted, to which data.
    ///   - threads: never changes the result.
    ///   - resumes: whether to go on from the checkpoint that an interrupted fit left.
    ///   - replaces: whether a model of that name is replaced even by one that does worse on the same hidden rows.
    public init(
        store: any ForecastStore, name: String, plan: FitPlan, threads: Int, resumes: Bool, replaces: Bool = false
    ) throws {
        self.store = store
        self.replaces = replaces
        self.name = name
        self.plan = plan
        let collection = try store.observations(
            ObservationFilter(series: plan.series, variables: plan.variables, until: plan.until))
        seriesCount = collection.count
        variables = collection.variables
        guard !collection.values.isEmpty else {
            throw ForecastingError.tooLittleData(.noObservations(until: plan.until))
        }
        outliers = Outliers.found(in: collection)
        fingerprint = collection.fingerprint
        let context = FitContext(threads: threads)
        fit =
            plan.isTried
            ? try RefereedFit(collection, plan.kind, settings: plan.settings, context: context)
            : try plan.kind.fit(collection, plan.settings, context)
        guard resumes else {
            resumedEpochs = 0
            return
        }
        guard let checkpoint = try store.checkpoint(name) else {
            throw JobError.noInterruptedFit(name)
        }
        guard try fit.resume(checkpoint.state, fingerprint: fingerprint) else {
            throw JobError.changedSinceInterruption(name)
        }
        resumedEpochs = fit.epochsDone
    }

    /// Fits and saves the model. Where it was cancelled, the checkpoint is saved and `nil` returned.
    ///
    /// A model of that name stays where the new one does worse on the same hidden rows, unless it is to be replaced at any rate:
    /// ``kept`` then tells.
    public func run(
        progress: (FitProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> (any Forecaster)? {
        let ending = try fit.run(
            progress: progress,
            afterEpoch: {
                if let lastSaved, .now - lastSaved < Self.checkpointInterval { return }
                try saveCheckpoint()
            }, isCancelled: isCancelled)
        if case .cancelled = ending {
            try saveCheckpoint()
            return nil
        }
        let forecaster = try fit.forecaster()
        kept = try better(than: forecaster)
        guard kept == nil else {
            // From it the new one can be saved without another fit.
            try saveCheckpoint()
            return forecaster
        }
        try store.save(
            StoredModel(
                name: name, kind: plan.kind.name, settings: try plan.encoded(), seed: plan.settings.seed,
                dataFingerprint: fingerprint, programVersion: continuumVersion, weights: try forecaster.encoded(),
                curves: try CanonicalJSON.text(of: forecaster.report.summary)))
        return forecaster
    }

    /// The stored model of that name, where it did better on the rows that were hidden from both.
    private func better(than forecaster: any Forecaster) throws -> Kept? {
        guard !replaces, let trial = forecaster.report.trial, let new = trial.relativeScore,
            let summary = try store.modelSummary(name), case .values(let old) = try ModelContent(store.model(name)),
            let before = old.report.trial, before.rows == trial.rows, let score = before.relativeScore, score < new
        else { return nil }
        return Kept(created: "\(summary.created)", old: score, new: new)
    }

    private func saveCheckpoint() throws {
        guard let state = try fit.checkpoint(fingerprint: fingerprint) else { return }
        try store.save(
            StoredCheckpoint(epoch: fit.epochsDone, settings: try plan.encoded(), state: state), for: name)
        lastSaved = .now
    }
}
