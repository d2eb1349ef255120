import Forecasting
import Storage

extension BacktestReport {
    /// Scores of single series that a store keeps.
    private static let seriesMetrics: Set<String> = ["mse", "mae", "crps", "coverage_90", "skill"]

    /// The tables as a store keeps them.
    func stored(as summary: BacktestSummary) -> StoredBacktest {
        var summary = summary
        for index in summary.models.indices {
            summary.models[index].failure = entry(summary.models[index].name)?.failure
        }
        var scores: [BacktestScore] = []
        func add(
            _ model: String, _ scope: BacktestScore.Scope, _ metrics: BacktestMetrics, _ cell: Cell? = nil,
            only chosen: Set<String>? = nil
        ) {
            func score(_ metric: String, _ value: Double?) {
                scores.append(
                    BacktestScore(
                        model: model, scope: scope, variable: cell?.variable, series: cell?.series,
                        leadFrom: cell?.leadFrom, leadTo: cell?.leadTo, metric: metric, value: value))
            }
            score("points", Double(metrics.points))
            for (name, value) in metrics.named where chosen?.contains(name) ?? true { score(name, value) }
            guard scope == .points || scope == .variable else { return }
            for (bin, share) in metrics.transforms.enumerated() { score("pit_\(bin + 1)", share) }
        }
        for entry in entries where entry.failure == nil {
            add(entry.name, .points, entry.overPoints)
            add(entry.name, .variables, entry.overVariables)
            for cell in entry.variables { add(entry.name, .variable, cell.metrics, cell) }
            for cell in entry.leads { add(entry.name, .lead, cell.metrics, cell) }
            for cell in entry.variableLeads { add(entry.name, .variableLead, cell.metrics, cell) }
            for cell in entry.series { add(entry.name, .series, cell.metrics, cell, only: Self.seriesMetrics) }
        }
        return StoredBacktest(
            summary: summary, scores: scores,
            comparisons: comparisons.map {
                BacktestComparison(
                    first: $0.first, second: $0.second, unit: $0.unit.rawValue, statistic: $0.test?.statistic,
                    pValue: $0.test?.pValue)
            })
    }
}

extension ForecastStore {
    /// The newest finished backtest in which a forecaster called `name` was scored, with its tables; `nil` where there is none.
    public func newestBacktest(of name: String) throws(StoreError) -> StoredBacktest? {
        let found = try backtests().last { backtest in
            backtest.finished != nil && backtest.models.contains { $0.name == name && $0.failure == nil }
        }
        return try found.map { summary throws(StoreError) in try backtest(summary.id) }
    }
}
