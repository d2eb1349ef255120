import Foundation
import Lanes
import TimeSeries

extension BacktestTargets {
    /// Names of the series that are held out: of those that have begun, the share with the least random numbers by name and seed.
    ///
    /// Series that begin later change nothing in the choice.
    static func unseen(
        _ plan: BacktestPlan, _ collection: SeriesCollection, _ begun: [Bool]
    ) throws(BacktestError) -> Set<String> {
        guard plan.unseenShare != 0 else { return [] }
        guard plan.unseenShare > 0, plan.unseenShare < 1 else {
            throw .impossibleShare(plan.unseenShare, of: "series")
        }
        let ranked = collection.shuffled(begun.indices.filter { begun[$0] }, .backtestSeries, seed: plan.seed)
        let count = Int((plan.unseenShare * Double(ranked.count)).rounded())
        guard count > 0, count < ranked.count else { throw .impossibleShare(plan.unseenShare, of: "series") }
        return Set(ranked.prefix(count).map { collection.names[$0] })
    }

    /// Rows up to `limit` of the series `kept`; variables that have none are left out, so that what comes later changes nothing.
    static func training(_ collection: SeriesCollection, _ kept: [Int], until limit: Moment) -> SeriesCollection {
        var isUsed = [Bool](repeating: false, count: collection.variables.count)
        var rows: [Int] = []
        var offsets = [0]
        for series in kept {
            for row in collection.rows(of: series) where collection.times[row] <= limit {
                rows.append(row)
                isUsed[Int(collection.variableIndices[row])] = true
            }
            offsets.append(rows.count)
        }
        let used = isUsed.indices.filter { isUsed[$0] }
        var place = [Int32](repeating: 0, count: isUsed.count)
        for (new, old) in used.enumerated() { place[old] = Int32(new) }
        return SeriesCollection(
            variables: used.map { collection.variables[$0] }, staticNames: collection.staticNames,
            names: kept.map { collection.names[$0] }, offsets: offsets, times: collection.times.gathered(rows),
            variableIndices: rows.map { place[Int(collection.variableIndices[$0])] },
            values: rows.map { collection.values[$0] },
            errors: collection.errors.map { errors in rows.map { errors[$0] } },
            statics: kept.map { collection.statics[$0] })
    }

    /// Scale and resolution of each of `variables` in `training`.
    static func measures(_ variables: [String], _ training: SeriesCollection) -> (scales: [Double], steps: [Double]) {
        var values = [[Double]](repeating: [], count: training.variables.count)
        for row in training.values.indices { values[Int(training.variableIndices[row])].append(training.values[row]) }
        var (scales, steps): ([Double], [Double]) = ([], [])
        for name in variables {
            let own = training.variables.firstIndex(of: name).map { values[$0].sorted() } ?? []
            let mean = own.reduce(0) { $0 + $1 / Double(own.count) }
            let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(own.count) }
            let scale = variance > 0 && variance.isFinite ? variance.squareRoot() : 1
            let gaps = zip(own.dropFirst(), own).lazy.map { $0 - $1 }.filter { $0 > 0 }
            scales.append(scale)
            steps.append(max(gaps.min() ?? 0, 1e-6 * scale))
        }
        return (scales, steps)
    }
}
