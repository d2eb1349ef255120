import Crew
import Synchronization
import TimeSeries

/// Forecasts from past moments, held against what came: the referee between forecasters.
///
///     let targets = try BacktestTargets(BacktestPlan(cutoff: .share(0.8)), of: data)
///     let backtest = Backtest(targets, plan, candidates: ForecasterKind.alwaysCompared.map { BacktestCandidate($0) })
///     let report = try backtest.run().report()
///
/// Kinds are fitted once, to rows up to the first cutoff, and asked through `predict` from every origin, with what was observed up to its
/// cutoff: later origins see more history, not more training. The work is done in parts, which a caller can keep and give back.
public struct Backtest: Sendable {
    /// A part of the work.
    public struct Part: Sendable, Hashable {
        /// The candidate, an index.
        public let candidate: Int
        /// 0 for its fit, else the number of a chunk of origins, from 1.
        public let number: Int

        /// A part by its numbers.
        public init(candidate: Int, number: Int) {
            self.candidate = candidate
            self.number = number
        }
    }

    /// How far the work has come.
    public struct Progress: Sendable {
        /// The candidate at work.
        public let candidate: String
        /// Whether it is being fitted.
        public let isFitting: Bool
        /// Forecasts done of all, by candidate and origin.
        public let done: Int
        /// All of them.
        public let total: Int
    }

    /// The points.
    public let targets: BacktestTargets
    /// What is asked.
    public let plan: BacktestPlan
    /// Who is asked.
    public let candidates: [BacktestCandidate]

    /// Origins of one part.
    private static let chunk = 64

    /// A backtest of `candidates`, whose names differ.
    public init(_ targets: BacktestTargets, _ plan: BacktestPlan, candidates: [BacktestCandidate]) {
        precondition(Set(candidates.map(\.name)).count == candidates.count, "a candidate is named twice")
        self.targets = targets
        self.plan = plan
        self.candidates = candidates
    }

    /// Fits, asks and scores.
    ///
    /// - Parameters:
    ///   - threads: never change a result.
    ///   - kept: bytes of parts that an earlier run saved; `nil` for a part that is yet to be done.
    ///   - save: takes the bytes of each part as it is done.
    ///   - progress: called between groups of parts.
    ///   - isCancelled: asked often, from several threads.
    /// - Throws: `CancellationError` where it was cancelled; what `save` throws. Candidates that fail do not throw: the result says why.
    public func run(
        threads: Int = 1, kept: (Part) throws -> [UInt8]? = { _ in nil },
        save: (Part, [UInt8]) throws -> Void = { _, _ in },
        progress: (Progress) -> Void = { _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> BacktestResult {
        let crew = WorkCrew(threads: threads)
        var result = BacktestResult(self)
        for index in candidates.indices {
            func tell(_ done: Int, isFitting: Bool = false) {
                progress(
                    Progress(
                        candidate: candidates[index].name, isFitting: isFitting,
                        done: index * targets.origins.count + done, total: candidates.count * targets.origins.count))
            }
            do {
                let forecaster = try forecaster(
                    index, threads, kept, save, isCancelled, progress: { tell(0, isFitting: true) })
                result.columns[index] = try columns(forecaster, index, crew, kept, save, tell, isCancelled)
            } catch let error as ForecastingError {
                result.failures[index] = error
            }
        }
        return result
    }

    /// The forecaster of a candidate, fitted, or read back from what was kept.
    private func forecaster(
        _ index: Int, _ threads: Int, _ kept: (Part) throws -> [UInt8]?, _ save: (Part, [UInt8]) throws -> Void,
        _ isCancelled: () -> Bool, progress: () -> Void
    ) throws -> any Forecaster {
        let kind: ForecasterKind
        let settings: FitSettings
        switch candidates[index].source {
        case .fitted(let forecaster): return forecaster
        case .fit(let named, let chosen): (kind, settings) = (named, chosen)
        }
        let part = Part(candidate: index, number: 0)
        if let bytes = try kept(part) { return try kind.decode(bytes) }
        progress()
        let fit = try kind.fit(targets.training, settings, FitContext(threads: threads))
        let ending = try fit.run(progress: { _ in progress() }, afterEpoch: {}, isCancelled: isCancelled)
        if case .cancelled = ending { throw CancellationError() }
        let forecaster = try fit.forecaster()
        try save(part, try forecaster.encoded())
        return forecaster
    }

    private func columns(
        _ forecaster: any Forecaster, _ index: Int, _ crew: WorkCrew, _ kept: (Part) throws -> [UInt8]?,
        _ save: (Part, [UInt8]) throws -> Void, _ tell: (Int, Bool) -> Void,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> BacktestColumns {
        let scoring = BacktestScoring(forecaster, targets, plan)
        let count = targets.origins.count
        let parts = stride(from: 0, to: count, by: Self.chunk).map { $0..<min($0 + Self.chunk, count) }
        var columns = BacktestColumns()
        var next = 0
        while next < parts.count {
            let group = next..<min(next + 2 * crew.threads, parts.count)
            let known = try group.map { part in
                try kept(Part(candidate: index, number: part + 1)).flatMap { bytes in
                    BacktestColumns(
                        bytes, points: points(parts[part]).count, joints: joints(parts[part]).count,
                        levels: plan.levels.count)
                }
            }
            let found = try crew.map(group.count) { place, _ in
                try known[place] ?? scoring.columns(parts[group.lowerBound + place], isCancelled: isCancelled)
            }
            for (place, own) in found.enumerated() {
                if known[place] == nil {
                    try save(Part(candidate: index, number: group.lowerBound + place + 1), own.encoded())
                }
                columns.append(own)
            }
            next = group.upperBound
            tell(parts[next - 1].upperBound, false)
            if isCancelled() { throw CancellationError() }
        }
        return columns
    }

    private func points(_ origins: Range<Int>) -> Range<Int> {
        targets.offsets[origins.lowerBound]..<targets.offsets[origins.upperBound]
    }

    private func joints(_ origins: Range<Int>) -> Range<Int> {
        targets.jointOffsets[origins.lowerBound]..<targets.jointOffsets[origins.upperBound]
    }
}
