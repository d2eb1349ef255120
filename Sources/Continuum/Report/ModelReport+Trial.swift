import Forecasting

extension ModelReport {
    /// The model and its rivals on the hidden rows of its fit, variable by variable.
    func trialSection(_ trial: TrialReport) -> ReportSection {
        let hidden = trial.hidesSeries ? "\(trial.series) series" : "the last part of \(trial.series) series"
        var parts: [ReportPart] = [
            .text(
                "Every kind was fitted without \(hidden) and asked for the hidden values from \(trial.origins) moments. Less is better, "
                    + "but for coverage, whose aim is 90 %. Weights are means over the leads.")
        ]
        for variable in trial.variables {
            let rows = variable.entries.enumerated().map { index, entry -> [ReportTable.Cell] in
                [
                    .text(index == 0 ? "\(entry.kind), stored" : entry.kind),
                    index == 0 ? .none : .number(rounded(entry.weight)),
                    .number(rounded(entry.rankedProbability)), .number(rounded(entry.absoluteError)),
                    .number(rounded(entry.rootSquaredError)), .number(ShownText.percent(entry.coverage)),
                    ReportTable.Cell(entry.amid.map(rounded)),
                ]
            }
            let skill = variable.skill.map { skill in
                "The stored model's score is \(ShownText.number(ShownText.percent(abs(skill)))) % "
                    + (skill >= 0 ? "below" : "above") + " that of the best simple rule, "
                    + "\(variable.bestRule?.kind ?? "")."
            }
            let tie = variable.tie.map { " \($0) is used alone: nothing else is better beyond chance." }
            parts.append(
                .table(
                    ReportTable(
                        "Variable \(variable.variable), \(variable.forecasts) hidden values",
                        columns: ["kind", "weight", "CRPS", "MAE", "RMSE", "in 90 %, %", "CRPS amid the series"],
                        rows: rows,
                        note: (skill ?? "") + (tie ?? ""))))
        }
        let absent = trial.absent.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if !absent.isEmpty { parts.append(.text("Took no part: \(absent.joined(separator: "; ")).")) }
        return ReportSection("Trial", parts)
    }

    /// Four digits.
    private func rounded(_ number: Double) -> Double { Double(ShownText.digits(number, 4)) ?? number }
}
