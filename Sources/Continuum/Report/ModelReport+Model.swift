import Forecasting
import Foundation

extension ModelReport {
    /// What the fit found, and how it did beside simple rules.
    func modelSection() -> ReportSection {
        let report = forecaster.report
        let facts: [[ReportTable.Cell]] =
            [
                [.text("kind"), .text("\(forecaster.kind.name): \(forecaster.kind.summary)")],
                [.text("learned from"), .text("\(report.observations) observations of \(report.series) series")],
                [.text("numbers learned"), .number(Double(report.parameters))],
            ]
            + report.facts.map { [.text($0.label), .text(shown($0.text))] }
        var parts: [ReportPart] = [.table(ReportTable("The model", columns: ["part", "what"], rows: facts))]
        if let validation = report.validation {
            let rules = validation.baselines.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            let rows: [[ReportTable.Cell]] = ([(model.name, validation.error)] + rules.map { ($0.key, $0.value) }).map {
                [.text($0.0), .number($0.1)]
            }
            let skill = validation.skill.map {
                "The model's error is \(ShownText.number(ShownText.percent(abs($0)))) % \($0 >= 0 ? "below" : "above") that of "
                    + "the best simple rule."
            }
            parts.append(
                .table(
                    ReportTable(
                        "Validation", columns: ["forecaster", "mean squared error"], rows: rows,
                        note: "On the hidden later parts of \(validation.histories) histories, in scaled units. "
                            + (skill ?? ""))))
        } else {
            parts.append(.text("Nothing was hidden from the fit to validate it."))
        }
        return ReportSection("Model", parts)
    }

    /// A line of facts in the page's formats.
    private func shown(_ text: FactText) -> String {
        text.parts.map { part in
            switch part {
            case .text(let text): text
            case .number(let number): ShownText.number(number)
            case .duration(let duration): ShownText.duration(duration, forecaster.timeKind)
            }
        }.joined()
    }

    /// The course of the training, where there was one: every list of numbers by epoch that the model keeps.
    func curvesSection() throws -> ReportSection? {
        guard let document = try? JSONSerialization.jsonObject(with: Data(model.curves.utf8)) as? [String: Any] else {
            return nil
        }
        var parts: [ReportPart] = []
        for (name, value) in document.sorted(by: { $0.key < $1.key }) {
            guard let list = value as? [[String: Any]], list.count > 1, list.allSatisfy({ $0["epoch"] is Int }) else {
                continue
            }
            let keys = Set(list.flatMap(\.keys)).subtracting(["epoch"]).sorted()
            let charts = keys.map { key in
                ReportChart(
                    Self.words(key), horizontal: "epoch", vertical: Self.words(key),
                    lines: [
                        ReportChart.Line(
                            Self.words(key),
                            list.compactMap { row in
                                guard let x = row["epoch"] as? Int, let y = row[key] as? Double else { return nil }
                                return (Double(x), y)
                            })
                    ])
            }.filter { !($0.lines.first?.points.isEmpty ?? true) }.prefix(SeriesPlot.mostPanels)
            guard !charts.isEmpty else { continue }
            let kept = (document["bestEpoch"] as? Int).map { " The weights of epoch \($0) were kept." } ?? ""
            parts.append(
                .figure(
                    try ReportFigure("The course of the training: \(Self.words(name)), by epoch.\(kept)", Array(charts))
                ))
        }
        return parts.isEmpty ? nil : ReportSection("Training", parts)
    }

    /// `validationLoss` as `validation loss`.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
    }
}
