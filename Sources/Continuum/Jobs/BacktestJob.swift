import Forecasting
import Storage
import TimeSeries

/// Holds stored models and kinds of models against each other on a store's observations, and saves what came of it there.
public final class BacktestJob {
    /// What is asked: which forecasters, of which data, from when.
    public struct Request: Sendable, Hashable {
        /// Names of stored models, or of kinds that are fitted for the backtest; a model goes before a kind of the same name.
        public var names: [String]
        /// Kinds that are fitted beside.
        public var kinds: [ForecasterKind] = []
        /// Series, `nil` for all.
        public var series: [String]?
        /// Variables, `nil` for all.
        public var variables: [String]?
        /// From when, how far, how.
        public var plan: BacktestPlan

        /// Asks the forecasters called `names` as `plan` says.
        public init(_ names: [String], plan: BacktestPlan) {
            self.names = names
            self.plan = plan
        }

        /// The name under which the backtest is kept.
        public var name: String { names.joined(separator: ",") }
    }

    /// What is asked.
    public let request: Request
    /// The engine, ready to run.
    public let backtest: Backtest
    /// Whether parts of an interrupted backtest are used.
    public let isResumed: Bool

    private let store: any ForecastStore
    private var summary: BacktestSummary
    private var waiting: [BacktestPart] = []
    private var lastSaved = ContinuousClock.now

    /// Longest time between two writes of parts.
    private static let saveInterval = Duration.seconds(1)
    /// Bytes of parts that wait at most.
    private static let mostWaiting = 16 << 20

    /// Reads the data and the models.
    ///
    /// - Parameters:
    ///   - store: where the data are read, and the backtest is saved.
    ///   - request: what is asked.
    ///   - resumes: whether to go on from what an interrupted backtest of the same name left.
    /// - Throws: `JobError.noInterruptedBacktest` where there is nothing to go on from; `JobError.changedBacktest` where data, models or
    ///   settings are others than its.
    public init(store: any ForecastStore, request: Request, resumes: Bool) throws {
        self.store = store
        self.request = request
        let data = try store.observations(
            ObservationFilter(series: request.series, variables: request.variables))
        let targets = try BacktestTargets(request.plan, of: data)
        let (candidates, digests) = try Self.candidates(request, targets, store)
        backtest = Backtest(targets, request.plan, candidates: candidates)
        let settings = Settings(
            plan: request.plan, names: request.names, kinds: request.kinds.map(\.name), series: request.series,
            variables: request.variables, weights: digests)
        summary = BacktestSummary(
            name: request.name, settings: try CanonicalJSON.text(of: settings), seed: request.plan.seed,
            dataFingerprint: data.fingerprint, programVersion: continuumVersion,
            models: candidates.map { BacktestModel(name: $0.name, kind: $0.kind.name, role: $0.role.rawValue) })
        isResumed = resumes
        let earlier = try store.backtests().filter { $0.name == summary.name }
        if resumes {
            guard let old = earlier.last(where: { $0.finished == nil }) else {
                throw JobError.noInterruptedBacktest(summary.name)
            }
            guard old.settings == summary.settings, old.dataFingerprint == summary.dataFingerprint,
                old.programVersion == summary.programVersion, old.models == summary.models
            else { throw JobError.changedBacktest(summary.name) }
            summary = old
        } else {
            // An interrupted one that is begun anew, or the same one again, makes way.
            for old in earlier
            where old.finished == nil
                || (old.settings == summary.settings && old.dataFingerprint == summary.dataFingerprint)
            {
                try store.deleteBacktest(old.id)
            }
            summary.id = try store.begin(summary)
        }
    }

    /// What decides a backtest's result, beside the data.
    private struct Settings: Encodable {
        let plan: BacktestPlan
        let names: [String]
        let kinds: [String]
        let series: [String]?
        let variables: [String]?
        /// Digests of the stored models' bytes, by name.
        let weights: [String: String]
    }

    /// The number under which the backtest is kept.
    public var id: Int64 { summary.id }

    /// Fits, asks, scores, and saves the tables; saves the parts on the way, so that nothing but the last second is lost.
    ///
    /// - Parameters:
    ///   - threads: never change a result.
    ///   - progress: called now and then.
    ///   - isCancelled: asked often, from several threads.
    /// - Throws: `CancellationError` where it was cancelled; what was done until then is kept.
    public func run(
        threads: Int, progress: (Backtest.Progress) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> (result: BacktestResult, report: BacktestReport) {
        let result: BacktestResult
        do {
            result = try backtest.run(
                threads: threads,
                kept: { [self] part in
                    isResumed
                        ? try store.backtestPart(model: part.candidate, number: part.number, ofBacktest: summary.id)
                        : nil
                }, save: { [self] part, bytes in try keep(part, bytes) }, progress: progress,
                isCancelled: isCancelled)
        } catch let error as CancellationError {
            try flush()
            throw error
        }
        try flush()
        let report = try result.report(isCancelled: isCancelled)
        try store.finish(report.stored(as: summary))
        return (result, report)
    }

    private func keep(_ part: Backtest.Part, _ bytes: [UInt8]) throws {
        waiting.append(BacktestPart(model: part.candidate, number: part.number, state: bytes))
        let size = waiting.reduce(0) { $0 + $1.state.count }
        if .now - lastSaved >= Self.saveInterval || size > Self.mostWaiting { try flush() }
    }

    private func flush() throws {
        if !waiting.isEmpty { try store.save(waiting, ofBacktest: summary.id) }
        waiting = []
        lastSaved = .now
    }
}
