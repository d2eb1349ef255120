import Storage
import Testing
import TimeSeries

@testable import ObservationStore

/// Backtests in the tables, and in stores of version 3.
@Suite struct BacktestTableTests {
    private let summary = BacktestSummary(
        name: "m", settings: "{}", seed: 3, dataFingerprint: "abc", programVersion: "0.1.0",
        models: [
            BacktestModel(name: "m", kind: "regression", role: "model"),
            BacktestModel(name: "mean", kind: "mean", role: "rule"),
        ])

    /// A store as version 3 of the tables had it.
    private func oldStore() throws -> StoreFolder {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,1.5\na,2,-0.1\nb,1,3\n")
        let database = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
        try database.execute(StoreFolder.dropsBacktests + "PRAGMA user_version = 3")
        return folder
    }

    @Test func storesOfVersion3HaveNoBacktestsAndMigrate() throws {
        let folder = try oldStore()
        #expect(try ObservationStore(path: folder.store).backtests().isEmpty)
        #expect(throws: StoreError.unknownBacktest(1)) { try ObservationStore(path: folder.store).backtest(1) }
        #expect(try folder.shell("PRAGMA user_version") == ["3"])
        let store = try ObservationStore(path: folder.store, access: .writing)
        let id = try store.begin(summary)
        #expect(try store.backtests().map(\.id) == [id])
        #expect(try folder.shell("PRAGMA user_version; PRAGMA integrity_check") == ["4", "ok"])
    }

    /// A migrated store and a new one have the same tables and views.
    @Test func migratedStoresHaveTheTablesOfNewOnes() throws {
        let sql = "SELECT type, name, sql FROM sqlite_schema WHERE name <> 'observation' ORDER BY name"
        let (old, new) = (try oldStore(), try StoreFolder())
        try new.load("id,time,x\na,1,1.5\n")
        _ = try ObservationStore(path: old.store, access: .writing)
        #expect(try old.shell(sql) == new.shell(sql))
    }

    @Test func viewsNameWhatTheTablesNumber() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,1.5\na,2,-0.1\nb,1,3\n")
        let store = try ObservationStore(path: folder.store, access: .writing)
        var begun = summary
        begun.id = try store.begin(summary)
        begun.finished = "2026-01-02T03:04:05.006Z"
        try store.finish(
            StoredBacktest(
                summary: begun,
                scores: [
                    BacktestScore(model: "m", scope: .points, metric: "crps", value: 0.5),
                    BacktestScore(model: "mean", scope: .series, series: "b", metric: "crps", value: nil),
                    BacktestScore(
                        model: "m", scope: .variableLead, variable: "x", leadFrom: 0, leadTo: 2, metric: "mae",
                        value: 1),
                ],
                comparisons: [
                    BacktestComparison(first: "m", second: "mean", unit: "cutoff", statistic: -1, pValue: 0.25)
                ]))
        #expect(
            try folder.shell(
                "SELECT name, model, kind, role, scope, variable, series, lead_from, lead_to, metric, value FROM scores"
            )
                == [
                    "m|m|regression|model|points|None|None|None|None|crps|0.5",
                    "m|mean|mean|rule|series|None|b|None|None|crps|None",
                    "m|m|regression|model|variable and lead|x|None|0.0|2.0|mae|1.0",
                ])
        #expect(
            try folder.shell("SELECT first, second, unit, statistic, p_value FROM comparisons")
                == ["m|mean|cutoff|-1.0|0.25"])
        try store.deleteBacktest(begun.id)
        for table in ["backtest", "backtest_model", "backtest_part", "score", "comparison"] {
            #expect(try folder.shell("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
        }
    }

    /// The work of a large backtest does not stay in the file as free pages.
    @Test func aFinishedBacktestGivesBackItsRoom() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,1.5\n")
        let store = try ObservationStore(path: folder.store, access: .writing)
        var begun = summary
        begun.id = try store.begin(summary)
        let state = [UInt8](repeating: 7, count: 1 << 20)
        try store.save((0..<40).map { BacktestPart(model: 0, number: $0, state: state) }, ofBacktest: begun.id)
        let before = try #require(Int(folder.shell("PRAGMA page_count")[0]))
        try store.finish(StoredBacktest(summary: begun, scores: [], comparisons: []))
        let after = try #require(Int(folder.shell("PRAGMA page_count")[0]))
        #expect(before > 10_000 && after < 200, "\(before) pages, then \(after)")
        #expect(try folder.shell("PRAGMA integrity_check; PRAGMA user_version") == ["ok", "4"])
        #expect(try store.observations().values == [1.5])
    }
}
