import DifferentialEquations
import NeuralLayers

extension LatentODEForecaster {
    public var report: FitReport {
        var report = FitReport(
            series: summary.trainingSeries, observations: summary.observations, parameters: summary.parameters,
            epochs: (kept: summary.bestEpoch, run: summary.curve.count), facts: facts,
            sections: [
                "settings": settings, "shape": shape, "scaling": scaling, "noise": noise, "summary": summary,
            ], summary: summary)
        report.skippedUpdates = summary.skippedUpdates
        report.validation = summary.validationError.map {
            FitReport.Validation(histories: summary.validationSeries, error: $0, baselines: summary.baselineErrors)
        }
        return report
    }

    private var facts: [FitReport.Fact] {
        func length(_ units: Double) -> FactText { "\(duration: units * scaling.timeUnit)" }
        let network =
            "field \(shape.layers) × \(shape.hidden), encoder \(shape.encoder.rawValue) \(shape.encoderHidden)"
        var facts: [FitReport.Fact] = [
            .init("network", "latent \(shape.latent), \(network), \(summary.parameters) parameters"),
            .init(
                "solver",
                "\(settings.solver.method.rawValue), rtol \(settings.solver.relativeTolerance), atol \(settings.solver.absoluteTolerance)"
            ),
            .init(
                "windows",
                "history " + length(scaling.history) + ", window " + length(scaling.window)
                    + scaling.seasons.reduce("") { $0 + ", season " + length($1) }),
            .init("epochs", "\(summary.bestEpoch) of \(summary.curve.count) kept"),
        ]
        for (channel, noise) in zip(scaling.channels, noise) {
            let family: FactText =
                "\(channel.name): \(channel.isLogarithmic ? "logarithms, " : "")\(noise.likelihood.rawValue)"
            facts.append(
                .init(
                    "variable",
                    family
                        + ", centre \(number: channel.center), scale \(number: channel.scale), noise × \(noise.factor, digits: 2)"
                ))
        }
        if !scaling.statics.isEmpty {
            facts.append(.init("static", "\(scaling.statics.map(\.name).joined(separator: ", "))"))
        }
        return facts
    }
}
