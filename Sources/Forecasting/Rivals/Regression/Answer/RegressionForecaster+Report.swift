extension RegressionForecaster {
    var report: FitReport {
        var facts: [FitReport.Fact] = []
        facts.append(
            .init(
                "forecasts",
                "\(summary.anchors) anchors, leads to \(duration: frame.clock.longest)"
                    + (frame.history.map { ", history \(duration: $0)" } ?? "")))
        for (channel, model) in zip(frame.channels, forecasts) {
            guard let model else {
                facts.append(
                    .init("regression", "\(channel.name): too few forecasts, all values are as probable as seen"))
                continue
            }
            facts.append(.init("regression", "\(channel.name): " + Self.text(model)))
            for part in channel.curve.parts {
                facts.append(
                    .init(
                        "season",
                        "\(channel.name): \(duration: part.period), \(part.share * 100, digits: 0) % of the variance"))
            }
            if channel.scale.clipped > 0 {
                facts.append(
                    .init(
                        "outliers",
                        "\(channel.name): \(channel.scale.clipped) beyond \(number: channel.scale.unscaled(channel.scale.lowest)) to \(number: channel.scale.unscaled(channel.scale.highest)), taken for these"
                    ))
            }
        }
        for (channel, model) in zip(frame.channels, interpolations) {
            if let model { facts.append(.init("between", "\(channel.name): " + Self.text(model))) }
        }
        var report = FitReport(
            series: summary.trainingSeries, observations: summary.observations, parameters: summary.parameters,
            facts: facts,
            sections: [
                "frame": frame, "forecasts": forecasts.map { $0 }, "interpolations": interpolations.map { $0 },
                "summary": summary,
            ], summary: summary)
        report.validation = summary.error.map {
            FitReport.Validation(histories: summary.anchors, error: $0, baselines: summary.baselineErrors)
        }
        return report
    }

    private static func text(_ model: ChannelRegression) -> FactText {
        var text: FactText = "\(model.base)"
        if let penalty = model.penalty {
            text =
                text + " and \(model.coefficients.count) features, penalty \(number: penalty)"
                + (model.othersScale == 0 ? ", no other variables" : "")
                + (model.random.map { ", \($0.count) of them random" } ?? "")
        }
        text = text + ", error \(model.error, digits: 3) scales (base \(model.baseError, digits: 3))"
        guard !model.strongest.isEmpty else { return text }
        let effects = model.strongest.map { effect -> FactText in "\(effect.name) (\(effect.size, digits: 2))" }
        return text + "; " + effects.dropFirst().reduce(effects[0]) { $0 + ", " + $1 }
    }
}
