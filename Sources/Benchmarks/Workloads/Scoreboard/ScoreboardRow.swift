import Forecasting
import TimeSeries

/// One split of a data set: every kind, scored on the same points by a backtest.
struct ScoreboardRow {
    /// What a kind reached.
    struct Entry {
        /// Mean ranked probability score, and errors; of values in standard deviations where there are several variables.
        var figures: [String: Double] = [:]
        /// Coverage of the band of 90 % over all points, `nil` where nothing was said.
        var coverage: Double?
        /// The same in bins of the lead, see ``binCoverages(_:)``.
        var binCoverages: [Double] = []
        var fitSeconds = 0.0
    }

    let set: String
    let split: UInt64
    let points: Int
    let series: Int
    let cutoffs: Int
    /// By name of the kind.
    private(set) var entries: [String: Entry] = [:]
    /// Why a kind has no entry, or how many of its forecasts failed and why.
    private(set) var failures: [String: String] = [:]
    /// The other kind, and the simple rule, that score best beside the mixture, with the ratio of its score to theirs.
    private(set) var bestMember: (kind: String, ratio: Double)?
    private(set) var bestRule: (kind: String, ratio: Double)?

    /// What the mixture saw of the kinds on rows that it hid from them.
    private var trial: TrialReport?

    /// Points that a bin of the lead has at least.
    static let leastPoints = 200
    /// Share of the mixture's points that a kind has to answer to be compared with it.
    private static let leastShare = 0.95

    /// Fits `kinds` and scores them; the mixture is made of the others of them, of all where it is the only one.
    init(
        _ set: ScoreboardSet, _ content: ScoreboardSet.Content, split: UInt64, kinds: [ForecasterKind], threads: Int
    ) throws {
        let task = try ScoreboardTask(content, split: split)
        var settings = FitSettings()
        settings.seed = split
        settings.task = set.task
        let members = kinds.filter { $0 != .mixture }
        if !members.isEmpty { settings.rivals = members.map(\.name) }
        var candidates: [BacktestCandidate] = []
        for kind in kinds {
            do {
                var entry = Entry()
                var forecaster: (any Forecaster)?
                entry.fitSeconds = try seconds {
                    let fit = try kind.fit(task.training, settings, FitContext(threads: threads))
                    _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
                    forecaster = try fit.forecaster()
                }
                guard let forecaster else { continue }
                if kind == .mixture { trial = forecaster.report.trial }
                candidates.append(BacktestCandidate(kind.name, forecaster, hasSeenAnswers: false))
                entries[kind.name] = entry
            } catch let error as ForecastingError {
                failures[kind.name] = "\(error)"
            }
        }
        let result = try Backtest(task.targets, task.plan, candidates: candidates).run(threads: threads)
        let report = result.report()
        self.set = set.name
        self.split = split
        (points, series, cutoffs) = (report.points, report.series, report.cutoffs)
        for scored in report.entries { add(scored) }
        addTrial()
        compare(result, isScaled: report.isScaled)
    }

    private mutating func add(_ scored: BacktestReport.Entry) {
        if let failure = scored.failure {
            failures[scored.name] = failure
            entries[scored.name] = nil
            return
        }
        if scored.failedForecasts > 0 {
            failures[scored.name] = "\(scored.failedForecasts) forecasts: \(scored.firstFailure ?? "")"
        }
        let metrics = scored.overPoints
        var entry = entries[scored.name] ?? Entry()
        entry.figures["crps"] = metrics.rankedProbability
        entry.figures["mae"] = metrics.meanAbsoluteError
        entry.figures["rmse"] = metrics.rootMeanSquaredError
        entry.figures["points"] = Double(metrics.points)
        entry.figures["fit_seconds"] = entry.fitSeconds
        entry.coverage = metrics.band(0.9)?.coverage
        entry.binCoverages = Self.binCoverages(scored.leads)
        entry.figures["coverage_90"] = entry.coverage
        entry.figures["least_bin_coverage_90"] = entry.binCoverages.min()
        entry.figures["greatest_bin_coverage_90"] = entry.binCoverages.max()
        entries[scored.name] = entry
    }

    /// Coverage of the band of 90 % in bins of the lead: those of the backtest, each joined with the next ones until it has
    /// ``leastPoints`` points; what is left at the end joins the last one.
    static func binCoverages(_ leads: [BacktestReport.Cell]) -> [Double] {
        var bins: [(points: Double, inside: Double)] = []
        for cell in leads {
            guard let coverage = cell.metrics.band(0.9)?.coverage else { continue }
            let points = Double(cell.metrics.points)
            if let last = bins.last, last.points < Double(leastPoints) {
                bins[bins.count - 1] = (last.points + points, last.inside + coverage * points)
            } else {
                bins.append((points, coverage * points))
            }
        }
        if bins.count > 1, let last = bins.last, last.points < Double(leastPoints) {
            bins.removeLast()
            bins[bins.count - 1].points += last.points
            bins[bins.count - 1].inside += last.inside
        }
        return bins.filter { $0.points >= Double(leastPoints) }.map { $0.inside / $0.points }
    }

    /// The mean over the variables of each kind's weight in the mixture and, of a single variable, of its score in the trial.
    private mutating func addTrial() {
        guard let trial, !trial.variables.isEmpty else { return }
        for name in entries.keys {
            let told = trial.variables.compactMap { variable in variable.entries.first { $0.kind == name } }
            guard !told.isEmpty else { continue }
            if name != trial.model {
                entries[name]?.figures["weight"] = told.reduce(0) { $0 + $1.weight } / Double(trial.variables.count)
            }
            if trial.variables.count == 1 { entries[name]?.figures["trial_crps"] = told[0].rankedProbability }
        }
    }

    /// Holds the mixture against every other kind, on the points that both answered.
    private mutating func compare(_ result: BacktestResult, isScaled: Bool) {
        guard let own = result.candidates.firstIndex(where: { $0.name == ForecasterKind.mixture.name }),
            let mixture = result.columns[own]
        else { return }
        let answered = (0..<result.targets.count).filter { mixture.isScored($0) }
        for (index, candidate) in result.candidates.enumerated() where index != own {
            guard let other = result.columns[index] else { continue }
            let both = answered.filter { other.isScored($0) }
            guard !both.isEmpty, Double(both.count) >= Self.leastShare * Double(answered.count) else { continue }
            var sums = (mixture: 0.0, other: 0.0)
            for point in both {
                let scale = isScaled ? result.targets.scales[result.targets.variable(of: point)] : 1
                sums.mixture += mixture.rankedScores[point] / scale
                sums.other += other.rankedScores[point] / scale
            }
            guard sums.other > 0 else { continue }
            let ratio = sums.mixture / sums.other
            if ratio > bestMember?.ratio ?? 0 { bestMember = (candidate.name, ratio) }
            let isRule = ForecasterKind.simpleRules.contains { $0.name == candidate.name }
            if isRule, ratio > bestRule?.ratio ?? 0 { bestRule = (candidate.name, ratio) }
        }
    }

    /// The entry of the mixture, `nil` where it was not scored.
    var mixture: Entry? { entries[ForecasterKind.mixture.name] }

    /// The row as a line; `splits` are measured of the set in all.
    func line(splits: Int) -> Measurements {
        var line = Measurements()
        line.texts["data"] = set
        line.numbers = [
            "seed": Double(split), "seeds": Double(splits), "points": Double(points), "series": Double(series),
            "cutoffs": Double(cutoffs),
        ]
        line.tables["kinds"] = entries.mapValues(\.figures)
        for (kind, reason) in failures { line.texts["failure_\(kind)"] = reason }
        line.texts["trial_hides"] = trial.map { $0.hidesSeries ? "series" : "last part by time" }
        line.texts["best_member"] = bestMember?.kind
        line.numbers["mixture_to_best_member"] = bestMember?.ratio
        line.texts["best_rule"] = bestRule?.kind
        line.numbers["mixture_to_best_rule"] = bestRule?.ratio
        return line
    }
}
