import Storage
import TimeSeries

extension ModelReport {
    /// What the newest finished backtest says that scored the model, and how well calibrated it found it; nothing where there is none.
    func backtestSections() throws -> [ReportSection] {
        guard let backtest = try store.newestBacktest(of: model.name) else { return [] }
        let scores = BacktestScores(backtest, timeKind: store.timeKind)
        var head = "Backtest \(backtest.summary.id) of \(backtest.summary.name), begun \(backtest.summary.created)"
        head += " with seed \(backtest.summary.seed): every observed value after its cutoffs was scored."
        if backtest.summary.created < model.created {
            head += " It is older than this fit: it scored the model of this name as it was then."
        }
        var parts: [ReportPart] = [.text(head), .table(scores.table(.points, nil, "Over all points"))]
        let variables = scores.variables
        if variables.count > 1 {
            parts += variables.map { .table(scores.table(.variable, $0, "Variable \($0)")) }
        }
        let failed = backtest.summary.models.compactMap { entry in entry.failure.map { "\(entry.name): \($0)" } }
        if !failed.isEmpty { parts.append(.text("Not scored: \(failed.joined(separator: "; ")).")) }
        let leads = scores.byLead(mark: model.name)
        if !leads.isEmpty {
            parts.append(
                .figure(
                    try ReportFigure(
                        "Error and coverage by lead, at the middle of each bin: \(model.name) and the four others of the least "
                            + "error.", leads)))
        }
        var sections = [ReportSection("Backtest", parts)]
        if let calibration = try calibrationSection(scores) { sections.append(calibration) }
        return sections
    }

    /// Whether bands held what they promised.
    private func calibrationSection(_ scores: BacktestScores) throws -> ReportSection? {
        let bands = [50.0, 80, 90, 95]
        let places = [("all", nil)] + scores.variables.map { ($0, Optional($0)) }
        let rows = places.map { name, variable -> [ReportTable.Cell] in
            let scope: BacktestScore.Scope = variable == nil ? .points : .variable
            return [.text(name)]
                + bands.map { band in
                    ReportTable.Cell(
                        scores.value(model.name, scope, variable, "coverage_\(DecimalNumber.text(band))").map {
                            ShownText.percent($0)
                        })
                }
        }
        let shares = (1...20).compactMap { scores.value(model.name, .points, nil, "pit_\($0)") }
        guard shares.count == 20 else { return nil }
        var chart = ReportChart(
            "Where observed values fell among the forecast's quantiles", horizontal: "quantile", vertical: "share",
            lines: [.init("share", shares.enumerated().map { (Double($0.offset) / 20, $0.element) })], target: 0.05)
        chart.isBars = true
        chart.isFromZero = true
        return ReportSection(
            "Calibration",
            [
                .table(
                    ReportTable(
                        "Share of the observed values within the bands, %",
                        columns: ["variable"] + bands.map { "band of \(DecimalNumber.text($0)) %" }, rows: rows)),
                .figure(
                    try ReportFigure(
                        "A calibrated forecast has bars of the height of the broken line: as many values below its 5 % quantile "
                            + "as between any two neighbours.", [chart])),
            ])
    }
}

/// The scores of a stored backtest, looked up by model, scope and metric.
private struct BacktestScores {
    private struct Key: Hashable {
        let model: String
        let scope: BacktestScore.Scope
        let variable: String?
        let leadTo: Double?
        let metric: String
    }

    private let backtest: StoredBacktest
    private let timeKind: TimeKind
    private var values: [Key: Double] = [:]
    /// Variables that were scored, in the order of the tables.
    private(set) var variables: [String] = []
    private var bins: [(from: Double, to: Double)] = []
    private var models: [String] = []

    init(_ backtest: StoredBacktest, timeKind: TimeKind) {
        self.backtest = backtest
        self.timeKind = timeKind
        for score in backtest.scores {
            if !models.contains(score.model) { models.append(score.model) }
            if score.scope == .variable, let name = score.variable, !variables.contains(name) { variables.append(name) }
            if score.scope == .lead, let from = score.leadFrom, let to = score.leadTo,
                !bins.contains(where: { $0.to == to })
            {
                bins.append((from, to))
            }
            guard let value = score.value else { continue }
            values[
                Key(
                    model: score.model, scope: score.scope, variable: score.variable, leadTo: score.leadTo,
                    metric: score.metric)] = value
        }
        bins.sort { $0.to < $1.to }
    }

    func value(
        _ model: String, _ scope: BacktestScore.Scope, _ variable: String?, _ metric: String, leadTo: Double? = nil
    ) -> Double? {
        values[Key(model: model, scope: scope, variable: variable, leadTo: leadTo, metric: metric)]
    }

    /// Models with their scores, those of the least ranked probability score first; simple rules have a star.
    func table(_ scope: BacktestScore.Scope, _ variable: String?, _ title: String) -> ReportTable {
        let errors = ["points", "rmse", "mae", "crps", "nll", "width_90"]
        func percent(_ model: String, _ metric: String) -> Double? {
            value(model, scope, variable, metric).map { ShownText.percent($0) }
        }
        let rules = Set(backtest.summary.models.filter { $0.role == "rule" }.map(\.name))
        return ReportTable(
            title,
            columns: [
                "forecaster", "points", "RMSE", "MAE", "CRPS", "NLL", "width", "in 90 %, %", "skill, %", "its interval",
            ],
            rows: ranked(scope, variable).map { model in
                let interval = percent(model, "skill_low").flatMap { low in
                    percent(model, "skill_high").map { "\(ShownText.number(low)) to \(ShownText.number($0))" }
                }
                let numbers = errors.map { metric in
                    value(model, scope, variable, metric).map { Double(ShownText.digits($0, 4)) ?? $0 }
                }
                return [.text(model + (rules.contains(model) ? " *" : ""))]
                    + (numbers + ["coverage_90", "skill"].map { percent(model, $0) }).map { ReportTable.Cell($0) }
                    + [interval.map { .text($0) } ?? .none]
            },
            note:
                "* simple rule. Skill is 1 − CRPS / CRPS of the best simple rule, with an interval of 95 %; width is that of the 90 % band."
                + (scope == .points && variables.count > 1
                    ? " Errors are in standard deviations of each variable." : ""))
    }

    private func ranked(_ scope: BacktestScore.Scope, _ variable: String?) -> [String] {
        models.sorted {
            (value($0, scope, variable, "crps") ?? .infinity, $0) < (
                value($1, scope, variable, "crps") ?? .infinity, $1
            )
        }
    }

    /// Ranked probability score and coverage by lead, of the model called `mark` and the best others; empty with less than two bins.
    func byLead(mark: String) -> [ReportChart] {
        guard bins.count > 1 else { return [] }
        let shown = [mark] + ranked(.points, nil).filter { $0 != mark }.prefix(4)
        let longest = bins[bins.count - 1].to
        let unit = LeadUnit(timeKind, longest: longest)
        func lines(_ metric: String) -> [ReportChart.Line] {
            shown.map { model in
                ReportChart.Line(
                    model,
                    bins.compactMap { bin in
                        value(model, .lead, nil, metric, leadTo: bin.to).map {
                            ((bin.from + bin.to) / 2 / unit.length, $0)
                        }
                    })
            }
        }
        let horizontal = unit.label
        var error = ReportChart(
            "Continuous ranked probability score", horizontal: horizontal, vertical: "CRPS", lines: lines("crps"))
        error.isFromZero = true
        return [
            error,
            ReportChart(
                "Coverage of the 90 % band", horizontal: horizontal, vertical: "share", lines: lines("coverage_90"),
                target: 0.9),
        ]
    }
}
