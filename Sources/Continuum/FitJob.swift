import Forecasting
import Foundation
import ObservationStore
import TimeSeries

/// Everything that decides what a fit gives: the choice of data and the settings.
public struct FitPlan: Sendable, Hashable, Codable {
    /// Settings of model and training.
    public var settings = FitSettings()
    /// Variables, `nil` for all.
    public var variables: [String]?
    /// Series, `nil` for all.
    public var series: [String]?
    /// Nothing later is seen.
    public var until: Moment?

    /// The default plan.
    public init() {}

    /// The plan as the store keeps it.
    public func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what `encoded` wrote.
    public init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}

/// Fits a model to the observations of a store and saves it there.
public final class FitJob {
    /// The name under which the model is saved.
    public let name: String
    /// What is fitted.
    public let plan: FitPlan
    /// The training.
    public let trainer: LatentODETrainer
    /// Series read.
    public let seriesCount: Int
    /// Variables read.
    public let variables: [String]
    /// Epochs that were done before, by the fit that is resumed.
    public let resumedEpochs: Int

    private let store: ObservationStore
    private let collection: SeriesCollection
    private let threads: Int
    private let fingerprint: String
    private let identity: String
    private var lastSaved: ContinuousClock.Instant?

    /// Seconds between checkpoints.
    private static let checkpointInterval = Duration.seconds(2)

    /// Reads the data and prepares the training.
    ///
    /// - Parameters:
    ///   - resumes: whether to go on from the checkpoint that an interrupted fit left.
    ///   - threads: never changes the result.
    public init(store: ObservationStore, name: String, plan: FitPlan, threads: Int, resumes: Bool) throws {
        self.store = store
        self.name = name
        self.plan = plan
        let collection = try store.observations(
            ObservationFilter(series: plan.series, variables: plan.variables, until: plan.until))
        self.collection = collection
        self.threads = threads
        seriesCount = collection.count
        variables = collection.variables
        guard !collection.values.isEmpty else {
            throw ForecastingError.tooLittleData(
                "there are no observations to learn from"
                    + (plan.until.map { " up to \($0)" } ?? "; import some, or choose other series or variables"))
        }
        fingerprint = collection.fingerprint
        let trainer = try LatentODETrainer(collection, settings: plan.settings, threads: threads)
        self.trainer = trainer
        identity = trainer.identity(fingerprint: fingerprint)
        guard resumes else {
            resumedEpochs = 0
            return
        }
        guard let checkpoint = try store.checkpoint(name) else {
            throw StoreError.notFound(
                "there is no interrupted fit called '\(name)' to resume; start it without --resume")
        }
        guard trainer.resume(checkpoint.state, identity: identity) else {
            throw StoreError.notFound(
                "the interrupted fit '\(name)' saw other data or settings: the store has changed since; "
                    + "start it anew without --resume")
        }
        resumedEpochs = trainer.epochsDone
    }

    /// Trains and saves the model. Where it was cancelled, the checkpoint is saved and `nil` returned.
    public func run(
        progress: (LatentODETrainer.Progress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> LatentODEForecaster? {
        let ending = try trainer.run(
            progress: progress,
            afterEpoch: { _ in
                if let lastSaved, .now - lastSaved < Self.checkpointInterval { return }
                try saveCheckpoint()
            }, isCancelled: isCancelled)
        if case .cancelled = ending {
            if trainer.epochsDone > 0 { try saveCheckpoint() }
            return nil
        }
        let forecaster = try trainer.forecaster()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try store.save(
            StoredModel(
                name: name, kind: "latent-ode", settings: try plan.encoded(), seed: plan.settings.seed,
                dataFingerprint: fingerprint, programVersion: continuumVersion, weights: try forecaster.encoded(),
                curves: String(decoding: try encoder.encode(forecaster.summary), as: UTF8.self)))
        return forecaster
    }

    /// After a joint fit of values and times: fits one model of each, and compares. `nil` where it was cancelled.
    public func ablation(
        progress: (EventTimeRole?, LatentODETrainer.Progress) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> EventTimesAblation? {
        try trainer.ablation(collection, threads: threads, progress: progress, isCancelled: isCancelled)
    }

    private func saveCheckpoint() throws {
        try store.save(
            StoredCheckpoint(
                epoch: trainer.epochsDone, settings: try plan.encoded(),
                state: try trainer.checkpoint(identity: identity)), for: name)
        lastSaved = .now
    }
}

extension ObservationStore {
    /// The model called `name`, ready to predict.
    public func forecaster(_ name: String) throws -> LatentODEForecaster {
        let stored = try model(name)
        guard !stored.kind.hasPrefix("events ") else {
            throw StoreError.notFound(
                "the model '\(name)' tells when events happen, not values; ask it with continuum events forecast \(name)"
            )
        }
        guard stored.kind == "latent-ode" else {
            throw StoreError.unreadable("the model '\(name)' is of kind \(stored.kind), unknown to this program")
        }
        return try LatentODEForecaster(stored.weights)
    }
}
