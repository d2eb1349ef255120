import Continuum
import Foundation

/// What a model and its rivals reached on hidden rows, for the eye.
enum TrialPage {
    /// A row for each variable: the model, the best kind alone, the best simple rule.
    static func text(_ trial: TrialReport) -> String {
        var lines = [
            "tried on \(trial.hidesSeries ? "\(trial.series) hidden series" : "the last part of \(trial.series) series"), from "
                + "\(trial.origins) moments; ranked probability score of forecasts, less is better:"
        ]
        var rows = [["variable", "values", "model", "best alone", "", "simple rule", "", "skill", "90 % band"]]
        for variable in trial.variables {
            guard let model = variable.model else { continue }
            let best = variable.bestMember ?? model
            let rule = variable.bestRule
            rows.append([
                variable.variable, "\(variable.forecasts)", shown(model.rankedProbability),
                shown(best.rankedProbability), best.kind, rule.map { shown($0.rankedProbability) } ?? "",
                rule?.kind ?? "", variable.skill.map { String(format: "%.1f %%", 100 * $0) } ?? "",
                String(format: "%.0f %%", 100 * model.coverage),
            ])
        }
        lines += TextTable.lines(
            rows, alignsRight: [false, true, true, true, false, true, false, true, true]
        ).map { "  " + $0 }
        for variable in trial.variables {
            if let tie = variable.tie {
                lines.append("  \(variable.variable): \(tie) alone; nothing else is better beyond chance")
                continue
            }
            let parts = variable.members
            guard parts.count > 1 else { continue }
            let text = parts.map { "\($0.kind) " + String(format: "%.2f", $0.weight) }.joined(separator: ", ")
            lines.append("  \(variable.variable): \(text)")
        }
        for (kind, reason) in trial.absent.sorted(by: { $0.key < $1.key }) {
            lines.append("  took no part: \(kind): \(reason)")
        }
        return lines.joined(separator: "\n")
    }

    /// Variables on which the model is no better than a simple rule.
    static func warnings(_ trial: TrialReport) -> [String] {
        trial.variables.compactMap { variable in
            guard let model = variable.model, let rule = variable.bestRule, let skill = variable.skill, skill <= 0,
                variable.tie != rule.kind, model.rankedProbability > 1.001 * rule.rankedProbability
            else { return nil }
            return "\(variable.variable): no better than \(rule.kind) on hidden rows (score "
                + "\(shown(model.rankedProbability)) against \(shown(rule.rankedProbability))); more data may help"
        }
    }

    private static func shown(_ number: Double) -> String { String(format: "%.4g", number) }
}
