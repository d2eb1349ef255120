import Storage

extension MemoryStore {
    func backtests() -> [BacktestSummary] {
        place.contents.backtests.values.map(\.summary).sorted { $0.id < $1.id }
    }

    func begin(_ backtest: BacktestSummary) -> Int64 {
        place.contents.lastBacktest += 1
        var summary = backtest
        summary.id = place.contents.lastBacktest
        place.contents.backtests[summary.id] = StoredBacktest(summary: summary, scores: [], comparisons: [])
        return summary.id
    }

    func save(_ parts: [BacktestPart], ofBacktest id: Int64) throws(StoreError) {
        _ = try backtest(id)
        for part in parts { place.contents.backtestParts[id, default: [:]][[part.model, part.number]] = part.state }
    }

    func backtestPart(model: Int, number: Int, ofBacktest id: Int64) -> [UInt8]? {
        place.contents.backtestParts[id]?[[model, number]]
    }

    func finish(_ backtest: StoredBacktest) throws(StoreError) {
        let id = backtest.summary.id
        _ = try self.backtest(id)
        var saved = backtest
        saved.summary.finished = backtest.summary.finished ?? TimeStamp.now()
        place.contents.backtests[id] = saved
        place.contents.backtestParts[id] = nil
    }

    func backtest(_ id: Int64) throws(StoreError) -> StoredBacktest {
        guard let backtest = place.contents.backtests[id] else { throw .unknownBacktest(id) }
        return backtest
    }

    func deleteBacktest(_ id: Int64) throws(StoreError) {
        _ = try backtest(id)
        place.contents.backtests[id] = nil
        place.contents.backtestParts[id] = nil
    }
}
