import Forecasting
import TimeSeries

/// What is asked in one split of a data set, and what may be learned from.
struct ScoreboardTask {
    let plan: BacktestPlan
    let targets: BacktestTargets
    /// Up to the first cutoff; where series are held out, the whole of the others.
    let training: SeriesCollection

    /// The split numbered `split` of what a set reads, which chooses the series, the cutoffs and the seed.
    init(_ content: ScoreboardSet.Content, split: UInt64) throws {
        var plan = content.plan(split)
        plan.seed = split
        self.plan = plan
        targets = try BacktestTargets(plan, of: content.collection)
        if targets.unseen.isEmpty {
            training = targets.training
            return
        }
        let unseen = targets.unseen
        let kept = content.collection.names.filter { !unseen.contains($0) }
        let rows = try content.collection.filtered(SeriesFilter(series: kept))
        let used = Set(rows.variableIndices)
        let variables = rows.variables.indices.filter { used.contains(Int32($0)) }.map { rows.variables[$0] }
        training = try rows.filtered(SeriesFilter(variables: variables))
    }
}
