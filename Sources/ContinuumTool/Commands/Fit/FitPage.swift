import Continuum
import Foundation

/// What came of a fit, for the eye.
enum FitPage {
    /// Size, data, and what the model is worth on hidden rows.
    static func text(_ name: String, _ report: FitReport, kind: String) -> String {
        let size =
            "\(name): \(kind), \(report.parameters) parameters learned from \(report.observations) observations of "
            + "\(report.series) series" + (report.epochs.map { "; epoch \($0.kept) of \($0.run) kept" } ?? "")
        if let trial = report.trial { return size + "\n" + TrialPage.text(trial) }
        return size + (report.validation.map(text) ?? "")
    }

    /// Errors of the one validation that the fit itself made.
    private static func text(_ validation: FitReport.Validation) -> String {
        var text =
            "\nvalidation (\(validation.histories) histories, rest hidden), mean squared error in standard deviations²:"
        text += "\n  model        \(Field.number(validation.error).shown)"
        for (rule, value) in validation.baselines.sorted(by: { $0.key < $1.key }) {
            let pad = String(repeating: " ", count: max(0, 11 - rule.count))
            text += "\n  \(rule)\(pad)  \(Field.number(value).shown)"
        }
        if let skill = validation.skill, let best = validation.bestBaseline {
            text += "\n  skill against the \(best.name): \(String(format: "%.1f", 100 * skill)) %"
        }
        return text
    }

    /// Where the model is no better than a simple rule.
    static func warnings(_ report: FitReport) -> [String] {
        if let trial = report.trial { return TrialPage.warnings(trial) }
        guard let skill = report.skill, skill <= 0, let best = report.validation?.bestBaseline else { return [] }
        return [
            "the model is no better than the \(best.name) on its validation data "
                + "(mean squared error \(Field.number(report.validation?.error ?? 0).shown) against "
                + "\(Field.number(best.error).shown)); more data, epochs or another --history may help"
        ]
    }
}
