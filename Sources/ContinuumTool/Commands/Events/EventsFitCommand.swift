import Continuum
import Foundation

/// `continuum events fit`
enum EventsFitCommand {
    static let command = Command(
        "events fit", "Fit a point process to the store's events and save it there.", operands: [Operand.name],
        options: EventsFitOptions.declared + [Option.threads, Option.json],
        examples: [
            "continuum events fit rate", "continuum events fit shocks --kind hawkes",
            "continuum events fit rides --kind log-linear --period 24 --holdout 0.2",
            "continuum events fit rides --kind latent-ode --json",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let name = arguments[.name]
        try EventsFitOptions.check(arguments)
        let store = try arguments.openStore(.writing)
        var job = EventFitJob(
            store: store, name: name, plan: try EventsFitOptions.plan(arguments, arguments.dialect(store)))
        job.threads = arguments[.threads]
        if let old = try store.modelSummary(name) {
            console.note("note: the model \(name) of \(old.created) will be replaced")
        }
        console.beginProgress()
        let result = try job.run(
            progress: { progress in
                console.progress(
                    "epoch \(progress.epoch)/\(progress.epochs)"
                        + String(format: "  bound %.4f per event", -progress.loss)
                        + (progress.validationLoss.map { String(format: "  validation %.4f", -$0) } ?? ""))
            }, isCancelled: { Interruption.isRequested })
        console.endProgress()
        guard let result else { throw CommandError.interrupted("interrupted; nothing was kept") }
        if let first = result.withoutWindow.first {
            console.note(
                "note: \(result.withoutWindow.count) series without a window of exposure (\(first)\(result.withoutWindow.count > 1 ? ", …" : "")): "
                    + "the span of their events is taken, which overstates the rates; import with --window to give it")
        }
        if !result.model.isConverged {
            console.note("warning: the search for the maximum of the likelihood did not converge")
        }
        if arguments[.json] {
            console.print(try JSONText.document(EventFitDocument(name, result)))
        } else if !console.isQuiet {
            console.print(page(name, result))
        }
    }

    private static func page(_ name: String, _ result: EventFitJob.Result) -> String {
        let model = result.model
        let likelihood = model.likelihood
        var lines = [
            "\(name): \(model.settings.kind.rawValue), \(likelihood.events) events of \(result.series) series, exposure "
                + "\(Field.number(likelihood.duration).shown), rates \(model.clock.rateUnit)"
        ]
        if !model.parameters.isEmpty {
            var rows = [["parameter", "estimate", "std. error", "95 % interval"]]
            for parameter in model.parameters.prefix(60) {
                rows.append([
                    parameter.name, Field.number(parameter.value).shown,
                    parameter.standardError.map { Field.number($0).shown } ?? "",
                    parameter.low.map { "\(Field.number($0).shown) to \(Field.number(parameter.high ?? $0).shown)" }
                        ?? "",
                ])
            }
            lines += TextTable.lines(rows, alignsRight: rows[0].map { _ in false }).map { "  " + $0 }
            if model.parameters.count > 60 { lines.append("  … and \(model.parameters.count - 60) more (--json)") }
        }
        if likelihood.events == 0 {
            lines.append(
                "  no event was observed: the upper end of the interval is the rate at which that had probability 0.05"
            )
        }
        let bound = model.settings.kind == .latentODE ? " (a lower bound, 32 draws)" : ""
        lines.append("log likelihood\(bound): \(LikelihoodText.line(likelihood))")
        lines.append("  constant rate: \(LikelihoodText.line(model.constantLikelihood))")
        if model.settings.kind != .latentODE {
            lines.append(
                "AIC \(Field.number(model.informationCriterion).shown), of the constant rate "
                    + Field.number(model.constantInformationCriterion).shown)
        }
        if let held = result.heldOut {
            lines.append("held out, \(held.model.sequences) series: \(LikelihoodText.line(held.model))")
            lines.append("  constant rate: \(LikelihoodText.line(held.constant))")
        }
        return lines.joined(separator: "\n")
    }
}

private struct EventFitDocument: Encodable {
    let name: String
    let kind: IntensityKind
    let marks: [String]
    let rateUnit: String
    let parameters: [ParameterEstimate]
    let logLikelihood: LikelihoodDocument
    let constant: LikelihoodDocument
    let aic: Double
    let constantAIC: Double
    let isConverged: Bool
    let seriesWithoutWindow: Int
    let heldOut: LikelihoodDocument?
    let heldOutConstant: LikelihoodDocument?

    init(_ name: String, _ result: EventFitJob.Result) {
        self.name = name
        kind = result.model.settings.kind
        marks = result.model.marks
        rateUnit = result.model.clock.rateUnit
        parameters = result.model.parameters
        logLikelihood = LikelihoodDocument(result.model.likelihood)
        constant = LikelihoodDocument(result.model.constantLikelihood)
        aic = result.model.informationCriterion
        constantAIC = result.model.constantInformationCriterion
        isConverged = result.model.isConverged
        seriesWithoutWindow = result.withoutWindow.count
        heldOut = result.heldOut.map { LikelihoodDocument($0.model) }
        heldOutConstant = result.heldOut.map { LikelihoodDocument($0.constant) }
    }
}
