import Continuum
import Foundation
import TimeSeries

/// What came of a backtest, for the eye and for programs.
struct BacktestPage {
    private let request: BacktestJob.Request
    private let id: Int64
    private let report: BacktestReport
    private let targets: BacktestTargets
    private let kind: TimeKind
    private let times: TimeWriter

    init(_ job: BacktestJob, _ report: BacktestReport, _ store: ObservationStore) {
        request = job.request
        id = job.id
        self.report = report
        targets = job.backtest.targets
        kind = store.timeKind
        times = TimeWriter(store.timeStyle)
    }

    // MARK: For programs

    private struct Document: Encodable {
        let backtest: Int64
        let names: [String]
        let seed: UInt64
        let cutoffs: [TimeDocument]
        let step: Double?
        let horizon: Double?
        let unseen: [String]
        let report: BacktestReport

        private enum CodingKeys: String, CodingKey {
            case backtest, names, seed, cutoffs, step, horizon, unseen, bestRule, isScaled, points, series, origins
            case models, comparisons
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(backtest, forKey: .backtest)
            try fields.encode(names, forKey: .names)
            try fields.encode(seed, forKey: .seed)
            try fields.encode(cutoffs, forKey: .cutoffs)
            try fields.encode(step, forKey: .step)
            try fields.encode(horizon, forKey: .horizon)
            try fields.encode(unseen, forKey: .unseen)
            try fields.encode(report.bestRule, forKey: .bestRule)
            try fields.encode(report.isScaled, forKey: .isScaled)
            try fields.encode(report.points, forKey: .points)
            try fields.encode(report.series, forKey: .series)
            try fields.encode(report.origins, forKey: .origins)
            try fields.encode(report.entries, forKey: .models)
            try fields.encode(report.comparisons, forKey: .comparisons)
        }
    }

    /// One document of everything but the single points.
    var document: some Encodable {
        Document(
            backtest: id, names: request.names, seed: request.plan.seed,
            cutoffs: targets.cutoffs.map { TimeDocument($0, times) }, step: request.plan.step,
            horizon: targets.horizon, unseen: targets.unseen.sorted(), report: report)
    }

    // MARK: For the eye

    /// Tables: over all points, by variable, and on request by lead and by series.
    func text(byLead: Bool, bySeries: Bool) -> String {
        let scored = report.entries.filter { $0.failure == nil }
        guard !scored.isEmpty else { return "nothing was scored" }
        var parts = [head, table("over all points" + unit, scored.map { (mark($0), $0.overPoints) })]
        if report.isScaled {
            parts.append(
                table("each variable counting the same" + unit, scored.map { (mark($0), $0.overVariables) }))
            for index in scored[0].variables.indices {
                let cells = scored.map { (mark($0), $0.variables[index].metrics) }
                parts.append(table("variable \(scored[0].variables[index].variable ?? "")", ranked(cells)))
            }
        }
        if byLead {
            for index in scored[0].leads.indices {
                let (from, to) = (scored[0].leads[index].leadFrom ?? 0, scored[0].leads[index].leadTo ?? 0)
                let title = "lead \(DurationText.text(from, kind)) to \(DurationText.text(to, kind))" + unit
                parts.append(table(title, ranked(scored.map { (mark($0), $0.leads[index].metrics) })))
            }
        }
        if bySeries { parts.append(seriesTable(scored) + "\n") }
        let tests = self.tests(scored)
        if !tests.isEmpty { parts.append(tests.joined(separator: "\n") + "\n") }
        parts.append(legend(scored))
        return parts.joined(separator: "\n")
    }

    private var unit: String { report.isScaled ? ", in standard deviations of each variable" : "" }

    private var head: String {
        let first = targets.cutoffs.first.map { Field($0, times).shown } ?? ""
        let last = targets.cutoffs.last.map { Field($0, times).shown } ?? ""
        let range = first == last ? "cutoff \(first)" : "\(targets.cutoffs.count) cutoffs from \(first) to \(last)"
        return "backtest \(id): \(report.points) points of \(report.series) series, \(range)"
            + (targets.horizon.map { ", horizon \(DurationText.text($0, kind))" } ?? "") + "\n"
    }

    /// The name, with a star for a simple rule and an exclamation mark for a model that may have seen the answers.
    private func mark(_ entry: BacktestReport.Entry) -> String {
        entry.name + (entry.role == .rule ? " *" : entry.hasSeenAnswers ? " !" : "")
    }

    private func ranked(_ cells: [(name: String, metrics: BacktestMetrics)]) -> [(String, BacktestMetrics)] {
        cells.sorted {
            ($0.metrics.rankedProbability ?? .infinity) < ($1.metrics.rankedProbability ?? .infinity)
        }.map { ($0.name, $0.metrics) }
    }

    private func table(_ title: String, _ rows: [(name: String, metrics: BacktestMetrics)]) -> String {
        let hasEnergy = rows.contains { $0.metrics.energy != nil }
        var lines = [
            ["", "points", "RMSE", "MAE", "CRPS"] + (hasEnergy ? ["energy"] : [])
                + ["NLL", "in 50 %", "in 80 %", "in 90 %", "in 95 %", "skill", "95 % interval"]
        ]
        for (name, metrics) in rows {
            let interval = metrics.skillInterval.map { "\(percent($0.lowerBound)) to \(percent($0.upperBound))" }
            lines.append(
                [
                    name, "\(metrics.points)", number(metrics.rootMeanSquaredError),
                    number(metrics.meanAbsoluteError), number(metrics.rankedProbability),
                ] + (hasEnergy ? [number(metrics.energy)] : []) + [number(metrics.negativeLogLikelihood)]
                    + BacktestPlan.bands.map { percent(metrics.band($0)?.coverage) }
                    + [percent(metrics.skill), interval ?? ""])
        }
        let isRight = lines[0].indices.map { $0 > 0 }
        return title + "\n" + TextTable.lines(lines, alignsRight: isRight).joined(separator: "\n") + "\n"
    }

    /// CRPS of each series, the one that the best forecaster finds hardest first.
    private func seriesTable(_ scored: [BacktestReport.Entry]) -> String {
        var values: [String: [String: Double]] = [:]
        for entry in scored {
            for cell in entry.series {
                values[cell.series ?? "", default: [:]][entry.name] = cell.metrics.rankedProbability
            }
        }
        var lines = [["series"] + scored.map(mark)]
        let hardest = scored[0].series.sorted {
            ($0.metrics.rankedProbability ?? -1) > ($1.metrics.rankedProbability ?? -1)
        }
        for cell in hardest {
            let name = cell.series ?? ""
            lines.append([name] + scored.map { number(values[name]?[$0.name]) })
        }
        let isRight = lines[0].indices.map { $0 > 0 }
        return "CRPS by series" + unit + "\n"
            + TextTable.lines(lines, alignsRight: isRight).joined(separator: "\n")
    }

    /// The test of each forecaster that was asked for against the best simple rule.
    private func tests(_ scored: [BacktestReport.Entry]) -> [String] {
        guard let best = report.bestRule else { return [] }
        return scored.filter { request.names.contains($0.name) && $0.name != best }.compactMap { entry in
            guard
                let found = report.comparisons.first(where: {
                    ($0.first == entry.name && $0.second == best) || ($0.first == best && $0.second == entry.name)
                })
            else { return nil }
            let pair = "\(entry.name) against \(best)"
            guard let test = found.test else { return "\(pair): the test of Diebold and Mariano is not defined" }
            let statistic = found.first == entry.name ? test.statistic : -test.statistic
            return pair
                + ": \(statistic < 0 ? "better" : "worse"), Diebold–Mariano \(number(statistic)), "
                + "p \(number(test.pValue)) over \(test.count) \(found.unit == .series ? "series" : "cutoffs")"
        }
    }

    private func legend(_ scored: [BacktestReport.Entry]) -> String {
        var lines: [String] = []
        if let best = report.bestRule {
            lines.append(
                "skill: 1 − CRPS / CRPS of \(best), the best simple rule; its interval by bootstrap over "
                    + (report.series > 1 ? "series" : "blocks of cutoffs"))
        }
        if scored.contains(where: { $0.role == .rule }) { lines.append("*  a simple rule") }
        if scored.contains(where: \.hasSeenAnswers) {
            lines.append("!  may have been fitted to what it is asked here")
        }
        for entry in scored where entry.failedForecasts > 0 {
            lines.append(
                "\(entry.name): \(entry.failedForecasts) forecasts failed, the first because \(entry.firstFailure ?? "")"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func number(_ value: Double?) -> String { value.map { String(format: "%.4g", $0) } ?? "–" }

    private func percent(_ share: Double?) -> String { share.map { String(format: "%.1f %%", 100 * $0) } ?? "–" }
}
