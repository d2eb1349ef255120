import Forecasting
import Foundation
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

    private let store: any ForecastStore
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
    public init(store: any ForecastStore, name: String, plan: FitPlan, threads: Int, resumes: Bool) throws {
        self.store = store
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
        fit = try plan.kind.fit(collection, plan.settings, FitContext(threads: threads))
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
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try store.save(
            StoredModel(
                name: name, kind: plan.kind.name, settings: try plan.encoded(), seed: plan.settings.seed,
                dataFingerprint: fingerprint, programVersion: continuumVersion, weights: try forecaster.encoded(),
                curves: String(decoding: try encoder.encode(forecaster.report.summary), as: UTF8.self)))
        return forecaster
    }

    private func saveCheckpoint() throws {
        guard let state = try fit.checkpoint(fingerprint: fingerprint) else { return }
        try store.save(
            StoredCheckpoint(epoch: fit.epochsDone, settings: try plan.encoded(), state: state), for: name)
        lastSaved = .now
    }
}
