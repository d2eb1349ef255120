import Foundation
import TimeSeries

extension BacktestResult {
    /// The tables.
    ///
    /// - Complexity: O(candidates · points · levels + candidates² · points).
    public func report() -> BacktestReport {
        do throws(CancellationError) {
            return try report { false }
        } catch {
            preconditionFailure("cancelled by nobody")
        }
    }

    /// The tables; `isCancelled` is asked between candidates.
    public func report(isCancelled: () -> Bool) throws(CancellationError) -> BacktestReport {
        let sheet = ScoreSheet(targets, plan)
        let ranked = columns.map { columns in columns.map(\.rankedScores) }
        let means = ranked.map { $0.flatMap { sheet.meanScore($0) } }
        let rules = candidates.indices.filter { candidates[$0].role == .rule && means[$0] != nil }
        let best = rules.min { (means[$0] ?? .infinity) < (means[$1] ?? .infinity) }
        let last = candidates.firstIndex { $0.role == .rule && $0.kind == .lastValue }
        let order = candidates.indices.sorted { a, b in
            let (x, y) = (means[a] ?? .infinity, means[b] ?? .infinity)
            return x < y || (x == y && a < b)
        }
        let references = (best.flatMap { ranked[$0] }, last.flatMap { ranked[$0] })
        let entries = try order.map { index throws(CancellationError) -> BacktestReport.Entry in
            if isCancelled() { throw CancellationError() }
            let candidate = candidates[index]
            var entry = BacktestReport.Entry(
                name: candidate.name, kind: candidate.kind.name, role: candidate.role,
                hasSeenAnswers: candidate.hasSeenAnswers)
            guard let columns = columns[index] else {
                entry.failure = failures[index].map { "\($0)" } ?? "it was not asked"
                return entry
            }
            entry.failedForecasts = columns.failures
            entry.firstFailure = columns.firstFailure
            if means[index] == nil { entry.failure = columns.firstFailure ?? "it knows none of the variables" }
            sheet.fill(&entry, columns, best: references.0, last: references.1)
            return entry
        }
        let scored = order.filter { means[$0] != nil }
        var comparisons: [BacktestReport.Comparison] = []
        for (place, a) in scored.enumerated() {
            if isCancelled() { throw CancellationError() }
            for b in scored[(place + 1)...] {
                guard let first = ranked[a], let second = ranked[b] else { continue }
                let (unit, test) = sheet.compare(first, second)
                comparisons.append(
                    BacktestReport.Comparison(
                        first: candidates[a].name, second: candidates[b].name, unit: unit, test: test))
            }
        }
        return BacktestReport(
            entries: entries, comparisons: comparisons, bestRule: best.map { candidates[$0].name },
            isScaled: sheet.isScaled, points: targets.count, series: Set(targets.origins.map(\.series)).count,
            cutoffs: sheet.cutoffCount, origins: targets.origins.count)
    }
}
