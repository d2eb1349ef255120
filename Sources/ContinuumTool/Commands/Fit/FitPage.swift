import Continuum
import Foundation

/// What came of a fit, for the eye.
enum FitPage {
    /// Size, data, validation.
    static func text(_ name: String, _ report: FitReport) -> String {
        var text =
            "\(name): \(report.parameters) parameters learned from \(report.observations) observations of "
            + "\(report.series) series" + (report.epochs.map { "; epoch \($0.kept) of \($0.run) kept" } ?? "")
        if let validation = report.validation {
            text +=
                "\nvalidation (\(validation.histories) histories, rest hidden), mean squared error in standard deviations²:"
            text += "\n  model        \(Field.number(validation.error).shown)"
            for (rule, value) in validation.baselines.sorted(by: { $0.key < $1.key }) {
                let pad = String(repeating: " ", count: max(0, 11 - rule.count))
                text += "\n  \(rule)\(pad)  \(Field.number(value).shown)"
            }
            if let skill = validation.skill, let best = validation.bestBaseline {
                text += "\n  skill against the \(best.name): \(String(format: "%.1f", 100 * skill)) %"
            }
        }
        return text
    }
}
