import Continuum
import Foundation
import Testing

/// Backtests over a store, without the program.
@Suite struct BacktestJobTests {
    /// Imports slow waves of four series at the times `times`.
    private func load(_ times: Range<Int>, to folder: String) throws {
        var text = "id,time,x\n"
        for series in 0..<4 {
            for time in times { text += "s\(series),\(time),\(sin(0.4 * Double(time) + Double(series)))\n" }
        }
        let file = "\(folder)/data-\(times.lowerBound).csv"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        _ = try Importer(path: "\(folder)/store.sqlite", options: ImportOptions()).run(file)
    }

    private func fit(_ name: String, in store: ObservationStore) throws {
        var plan = FitPlan()
        plan.kind = .drift
        plan.isTried = false
        _ = try FitJob(store: store, name: name, plan: plan, threads: 1, resumes: false).run()
    }

    @Test func aModelHasSeenWhatItWasFittedTo() throws {
        let tool = try Tool()
        try load(0..<12, to: tool.folder)
        let store = try ObservationStore(path: "\(tool.folder)/store.sqlite", access: .writing)
        try fit("early", in: store)
        // Rows that come after the fit were not seen by it.
        try load(12..<20, to: tool.folder)
        try fit("late", in: store)
        var plan = BacktestPlan(cutoff: .time(.numeric(11)))
        plan.horizon = 5
        let request = BacktestJob.Request(["early", "late", "drift"], plan: plan)
        let job = try BacktestJob(store: store, request: request, resumes: false)
        let seen = Dictionary(
            uniqueKeysWithValues: job.backtest.candidates.map { ($0.name, $0.hasSeenAnswers) })
        #expect(seen["early"] == false && seen["late"] == true && seen["drift"] == false)
        // A model as it is says what its kind says that was fitted to the same rows.
        let (result, report) = try job.run(threads: 2)
        func columns(_ name: String) -> [UInt64]? {
            result.candidates.firstIndex { $0.name == name }.flatMap { result.columns[$0] }?
                .quantiles.map(\.bitPattern)
        }
        #expect(columns("early") != nil && columns("early") == columns("drift") && columns("late") != columns("drift"))
        let stored = try #require(try store.newestBacktest(of: "late"))
        #expect(stored.summary.id == job.id && stored.summary.finished != nil)
        let crps = stored.scores.filter { $0.model == "late" && $0.metric == "crps" && $0.scope == .lead }
        let leads = try #require(report.entry("late")).leads
        #expect(
            crps.map(\.value) == leads.map(\.metrics.rankedProbability) && crps.map(\.leadTo) == leads.map(\.leadTo))
        #expect(try store.newestBacktest(of: "nobody") == nil)
        #expect(try store.backtests().count == 1)
    }

    /// A model may be called as a kind is: it is asked, and the kind beside it.
    @Test func modelsGoBeforeKindsOfTheirName() throws {
        let tool = try Tool()
        try load(0..<12, to: tool.folder)
        let store = try ObservationStore(path: "\(tool.folder)/store.sqlite", access: .writing)
        try fit("mean", in: store)
        let request = BacktestJob.Request(["mean"], plan: BacktestPlan(cutoff: .share(0.5)))
        let candidates = try BacktestJob(store: store, request: request, resumes: false).backtest.candidates
        #expect(candidates[0].name == "mean" && candidates[0].kind == .drift && candidates[0].role == .model)
        #expect(candidates.contains { $0.name == "mean (kind)" && $0.kind == .mean && $0.role == .rule })
        #expect(throws: StoreError.self) {
            try BacktestJob(
                store: store, request: BacktestJob.Request(["maen"], plan: request.plan), resumes: false)
        }
        #expect(throws: JobError.noInterruptedBacktest("drift")) {
            try BacktestJob(
                store: store, request: BacktestJob.Request(["drift"], plan: request.plan), resumes: true)
        }
    }
}
