import TimeSeries

/// What the candidates of a backtest said of its points.
public struct BacktestResult: Sendable {
    /// The points.
    public let targets: BacktestTargets
    /// What was asked.
    public let plan: BacktestPlan
    /// Who was asked.
    public let candidates: [BacktestCandidate]
    /// What each candidate said; `nil` for those that failed.
    public internal(set) var columns: [BacktestColumns?]
    /// Why candidates failed.
    public internal(set) var failures: [ForecastingError?]

    init(_ backtest: Backtest) {
        targets = backtest.targets
        plan = backtest.plan
        candidates = backtest.candidates
        columns = Array(repeating: nil, count: candidates.count)
        failures = Array(repeating: nil, count: candidates.count)
    }
}
