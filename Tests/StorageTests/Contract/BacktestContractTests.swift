import Storage
import Testing
import TimeSeries

/// What every kind of store does with backtests.
@Suite struct BacktestContractTests {
    private let summary = BacktestSummary(
        name: "m,last-value", settings: "{\"cutoff\":1}", seed: .max, dataFingerprint: "abc", programVersion: "0.1.0",
        models: [
            BacktestModel(name: "m", kind: "regression", role: "model"),
            BacktestModel(name: "last-value", kind: "last-value", role: "rule"),
        ])

    private func finished(_ id: Int64) -> StoredBacktest {
        var summary = summary
        summary.id = id
        summary.finished = "2026-01-02T03:04:05.006Z"
        summary.models[1].failure = "too little data"
        return StoredBacktest(
            summary: summary,
            scores: [
                BacktestScore(model: "m", scope: .points, metric: "crps", value: 1e-300),
                BacktestScore(model: "m", scope: .variables, metric: "crps", value: nil),
                BacktestScore(model: "m", scope: .variable, variable: "y", metric: "mse", value: -1),
                BacktestScore(model: "m", scope: .lead, leadFrom: 0, leadTo: 1.5, metric: "coverage_90", value: 0.9),
                BacktestScore(
                    model: "m", scope: .variableLead, variable: "x", leadFrom: 1.5, leadTo: 1e300, metric: "crps",
                    value: 2),
                BacktestScore(model: "m", scope: .series, series: "a", metric: "crps", value: 3),
            ],
            comparisons: [
                BacktestComparison(first: "m", second: "last-value", unit: "series", statistic: -2.5, pValue: 0.01),
                BacktestComparison(first: "last-value", second: "m", unit: "cutoff", statistic: nil, pValue: nil),
            ])
    }

    private func filled(_ kind: StoreKind) throws -> StoreFixture {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x,y\nb,1,1,1\na,1,1,1\n")
        return fixture
    }

    @Test(arguments: StoreKind.all)
    func backtestsComeBackWhole(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        var id: Int64 = 0
        try fixture.withStore { store in
            #expect(try store.backtests().isEmpty)
            id = try store.begin(summary)
            var begun = summary
            begun.id = id
            #expect(try store.backtests() == [begun])
            #expect(try store.backtest(id) == StoredBacktest(summary: begun, scores: [], comparisons: []))
        }
        try fixture.withStore { try $0.finish(finished(id)) }
        try fixture.withStore { store in
            var expected = finished(id)
            expected.summary.created = try #require(try store.backtests().first).created
            #expect(try store.backtest(id).summary == expected.summary)
            #expect(try store.backtest(id).scores == expected.scores)
            #expect(Set(try store.backtest(id).comparisons) == Set(expected.comparisons))
            #expect(try store.backtests() == [expected.summary])
            // Finished again, it is replaced.
            try store.finish(finished(id))
            #expect(try store.backtest(id).scores == expected.scores)
        }
    }

    @Test(arguments: StoreKind.all)
    func partsAreKeptUntilTheEnd(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        var id: Int64 = 0
        try fixture.withStore { store in
            id = try store.begin(summary)
            try store.save(
                [
                    BacktestPart(model: 0, number: 0, state: [1, 0, 255]), BacktestPart(model: 0, number: 1, state: []),
                    BacktestPart(model: 1, number: 0, state: [7]),
                ], ofBacktest: id)
            try store.save([BacktestPart(model: 1, number: 0, state: [8])], ofBacktest: id)
        }
        try fixture.withStore { store in
            #expect(try store.backtestPart(model: 0, number: 0, ofBacktest: id) == [1, 0, 255])
            #expect(try store.backtestPart(model: 0, number: 1, ofBacktest: id) == [])
            #expect(try store.backtestPart(model: 1, number: 0, ofBacktest: id) == [8])
            #expect(try store.backtestPart(model: 1, number: 1, ofBacktest: id) == nil)
            #expect(try store.backtestPart(model: 0, number: 0, ofBacktest: id + 1) == nil)
            try store.finish(finished(id))
            #expect(try store.backtestPart(model: 0, number: 0, ofBacktest: id) == nil)
        }
    }

    @Test(arguments: StoreKind.all)
    func deletedAndUnknownOnesAreRefused(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        try fixture.withStore { store in
            let (first, second) = (try store.begin(summary), try store.begin(summary))
            #expect(first != second)
            try store.save([BacktestPart(model: 0, number: 0, state: [1])], ofBacktest: first)
            try store.finish(finished(second))
            try store.deleteBacktest(first)
            #expect(try store.backtests().map(\.id) == [second])
            #expect(try store.backtestPart(model: 0, number: 0, ofBacktest: first) == nil)
            #expect(throws: StoreError.unknownBacktest(first)) { try store.backtest(first) }
            #expect(throws: StoreError.unknownBacktest(first)) { try store.deleteBacktest(first) }
            #expect(throws: StoreError.unknownBacktest(first)) { try store.finish(finished(first)) }
            #expect(throws: StoreError.unknownBacktest(first)) { try store.save([], ofBacktest: first) }
            try store.deleteBacktest(second)
            #expect(try store.backtests().isEmpty)
        }
    }
}
