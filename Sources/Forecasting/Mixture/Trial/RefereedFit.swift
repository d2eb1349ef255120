import Foundation
import TimeSeries

/// A fit whose model, and every rival, is first tried on hidden rows: they weigh the members of a mixture, set the levels of its
/// bands, and tell what the model is worth beside the simplest rules. Then the model learns from all rows.
///
/// Members whose fit fails on the visible rows take no part. Everything that is done is in the checkpoint.
public final class RefereedFit: ForecasterFit {
    public typealias Model = CalibratedForecaster

    let collection: SeriesCollection
    let model: ForecasterKind
    let settings: FitSettings
    let context: FitContext
    /// The kinds that are tried, in the order of the list.
    let contestants: [ForecasterKind]
    let splits: [HiddenRows]

    /// Encoded forecasters by the name of their stage.
    private var done: [String: [UInt8]] = [:]
    /// Why a stage gave no forecaster.
    private var failures: [String: String] = [:]
    private var current: (stage: String, fit: any ForecasterFit)?
    private var resumed: (stage: String, state: [UInt8])?
    private var epochsOfStages: [String: Int] = [:]
    private var result: CalibratedForecaster?
    /// The fit of a kind alone to all rows.
    private var finalFit: (any ForecasterFit)?

    /// What a fit tells and asks while it runs.
    private struct Watch {
        let progress: (FitProgress) -> Void
        let afterEpoch: () throws -> Void
        let isCancelled: () -> Bool

        /// Gathers the three for the time of `body`.
        static func watching(
            _ progress: (FitProgress) -> Void, _ afterEpoch: () throws -> Void, _ isCancelled: () -> Bool,
            _ body: (Watch) throws -> Void
        ) throws {
            try withoutActuallyEscaping(progress) { progress in
                try withoutActuallyEscaping(afterEpoch) { afterEpoch in
                    try withoutActuallyEscaping(isCancelled) { isCancelled in
                        try body(Watch(progress: progress, afterEpoch: afterEpoch, isCancelled: isCancelled))
                    }
                }
            }
        }
    }

    private var ending = FitEnding.finished

    /// Draws of latent paths in the trial: enough to tell kinds apart.
    private static let draws = 32

    /// Prepares the fit of `model`, a mixture of all kinds or one kind alone.
    ///
    /// - Throws: `tooLittleData` where no kind can be fitted.
    public init(
        _ collection: SeriesCollection, _ model: ForecasterKind, settings: FitSettings, context: FitContext
    ) throws {
        self.collection = collection
        self.model = model
        self.context = context
        splits = HiddenRows.splits(of: collection, settings)
        var settings = settings
        // The slow fits share the time, one on each split and one on all rows.
        if let limit = settings.training.timeLimit { settings.training.timeLimit = limit / Double(splits.count + 1) }
        self.settings = settings
        contestants = ForecasterKind.members.filter { [settings] kind in
            kind == model
                || (settings.rivals?.contains(kind.name) ?? (model == .mixture || kind != .latentODE))
                    && kind.verdict(collection).isEnough
        }
        guard let first = contestants.first else {
            // Says what is missing, in the words of the simplest kind.
            _ = try ForecasterKind.lastValue.fit(collection, settings, context)
            throw ForecastingError.tooLittleData(.noObservations(until: nil))
        }
        // A kind that cannot be fitted to all rows says so before anything is done.
        if model != .mixture || contestants.count == 1 {
            _ = try (model == .mixture ? first : model).fit(collection, settings, context)
        }
    }

    public var plannedEpochs: Int? { nil }
    public var epochsDone: Int { epochsOfStages.values.reduce(0, +) + (current?.fit.epochsDone ?? 0) }

    public func run(
        progress: (FitProgress) -> Void, afterEpoch: () throws -> Void, isCancelled: () -> Bool
    ) throws -> FitEnding {
        var ending = FitEnding.finished
        try Watch.watching(progress, afterEpoch, isCancelled) { ending = try run($0) }
        return ending
    }

    private func run(_ watch: Watch) throws -> FitEnding {
        do {
            let verdict = try verdict(watch)
            var members: [any Forecaster] = []
            var places: [Int] = []
            for (place, kind) in verdict.members.enumerated() {
                guard let forecaster = try forecaster(kind, collection, kind.name, watch) else { continue }
                members.append(forecaster)
                places.append(place)
            }
            guard let first = members.first else {
                _ = try (verdict.members.first ?? .lastValue).fit(collection, settings, context)
                throw ForecastingError.tooLittleData(.noObservations(until: nil))
            }
            let base: any Forecaster =
                model == .mixture ? verdict.mixture(of: members, at: places, collection) : first
            result = CalibratedForecaster(base, calibration: verdict.calibration, trial: verdict.report)
            return ending
        } catch is CancellationError {
            return .cancelled
        }
    }

    /// The trial alone: what is found of the kind's levels on hidden rows.
    ///
    /// - Throws: `CancellationError` where it was cancelled.
    public func calibration(
        progress: (FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> (calibration: Calibration?, trial: TrialReport?) {
        var found: TrialVerdict?
        let nothing: () throws -> Void = {}
        try Watch.watching(progress, nothing, isCancelled) { found = try verdict($0) }
        guard let verdict = found else { return (nil, nil) }
        return (verdict.calibration, verdict.report)
    }

    /// Fits and asks every contestant on every split.
    private func verdict(_ watch: Watch) throws -> TrialVerdict {
        var ahead = contestants.map { HiddenForecasts.Answers($0) }
        var amid = ahead
        var options = PredictionOptions()
        options.seed = settings.seed
        options.draws = Self.draws
        options.threads = context.threads
        for (turn, split) in splits.enumerated() {
            for (index, kind) in contestants.enumerated() {
                let stage =
                    splits.count > 1 ? "\(kind.name), trial \(turn + 1) of \(splits.count)" : "\(kind.name), trial"
                guard let forecaster = try forecaster(kind, split.training, stage, watch) else { continue }
                try HiddenForecasts.Answers.ask(
                    forecaster, for: split, of: collection, options: options, isCancelled: watch.isCancelled,
                    ahead: &ahead[index], amid: &amid[index])
            }
        }
        return TrialVerdict(of: self, ahead: HiddenForecasts(ahead), amid: HiddenForecasts(amid), failures: failures)
    }

    /// The forecaster of one stage, fitted now or before; `nil` where its fit fails for lack of data.
    private func forecaster(
        _ kind: ForecasterKind, _ rows: SeriesCollection, _ stage: String, _ watch: Watch
    ) throws -> (any Forecaster)? {
        if let bytes = done[stage] { return try kind.decode(bytes) }
        guard failures[stage] == nil else { return nil }
        do {
            let fit = try kind.fit(rows, settings, context)
            if let resumed, resumed.stage == stage { _ = try fit.resume(resumed.state, fingerprint: stage) }
            resumed = nil
            current = (stage, fit)
            defer { current = nil }
            let reached = try fit.run(
                progress: { part in
                    var part = part
                    part.stage = stage
                    watch.progress(part)
                }, afterEpoch: watch.afterEpoch, isCancelled: watch.isCancelled)
            switch reached {
            case .cancelled:
                interrupted = try fit.checkpoint(fingerprint: stage).map { (stage, $0, fit.epochsDone) }
                throw CancellationError()
            case .timeLimit: ending = .timeLimit
            case .finished: break
            }
            let forecaster = try fit.forecaster()
            done[stage] = try forecaster.encoded()
            epochsOfStages[stage] = fit.epochsDone
            current = nil
            if model != .mixture, stage == model.name { finalFit = fit }
            try watch.afterEpoch()
            return forecaster
        } catch let error as ForecastingError {
            failures[stage] = "\(error)"
            return nil
        }
    }

    public func forecaster() throws -> CalibratedForecaster {
        if result == nil { _ = try run(progress: { _ in }, afterEpoch: {}, isCancelled: { false }) }
        guard let result else { throw ForecastingError.tooLittleData(.noObservations(until: nil)) }
        return result
    }

    // MARK: Going on after an interruption

    private var interrupted: (stage: String, state: [UInt8], epochs: Int)?

    private struct State: Codable {
        var fingerprint: String
        var model: String
        var settings: String
        var done: [String: Data]
        var failures: [String: String]
        var epochs: [String: Int]
        var stage: String?
        var state: Data?
    }

    public func checkpoint(fingerprint: String) throws -> [UInt8]? {
        var state = State(
            fingerprint: fingerprint, model: model.name, settings: try identity(), done: done.mapValues { Data($0) },
            failures: failures, epochs: epochsOfStages)
        if let current {
            state.stage = current.stage
            state.state = try current.fit.checkpoint(fingerprint: current.stage).map { Data($0) }
        } else if let interrupted {
            state.stage = interrupted.stage
            state.state = Data(interrupted.state)
        }
        guard !state.done.isEmpty || state.state != nil else { return nil }
        return Array(try CanonicalJSON.text(of: state).utf8)
    }

    public func resume(_ checkpoint: [UInt8], fingerprint: String) throws -> Bool {
        let state: State
        do {
            state = try JSONDecoder().decode(State.self, from: Data(checkpoint))
        } catch {
            return false
        }
        guard state.fingerprint == fingerprint, state.model == model.name, state.settings == (try identity()) else {
            return false
        }
        done = state.done.mapValues { [UInt8]($0) }
        failures = state.failures
        epochsOfStages = state.epochs
        if let stage = state.stage, let bytes = state.state { resumed = (stage, [UInt8](bytes)) }
        return true
    }

    /// The settings, but for the time limit, which a resumed fit may be given anew.
    private func identity() throws -> String {
        var settings = settings
        settings.training.timeLimit = nil
        return try CanonicalJSON.text(of: settings)
    }

    public func supplement(
        progress: (_ rival: String, FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> FitSupplement? { try finalFit?.supplement(progress: progress, isCancelled: isCancelled) }
}
