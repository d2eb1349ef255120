import Continuum
import Foundation
import TimeSeries

/// `continuum show`
enum ShowCommand {
    static let command = Command(
        "show", "Show a model: settings, scaling, curves.", operands: [Operand.name],
        options: [Option.json, Option.output],
        examples: ["continuum show liver", "continuum show liver --json"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let model = try arguments.openStore().model(arguments[.name])
        let isJSON = arguments[.json]
        let text =
            switch try ModelContent(model) {
            case .events(let events):
                isJSON ? try JSONText.document(EventModelDocument(model, events)) : eventModelPage(model, events)
            case .values(let forecaster):
                isJSON
                    ? try JSONText.document(document(model, forecaster))
                    : page(model, forecaster.report, forecaster.timeKind)
            }
        try console.print(text, to: arguments[.output])
    }

    private struct EventModelDocument: Encodable {
        let name: String
        let kind: String
        let created: String
        let seed: UInt64
        let dataFingerprint: String
        let programVersion: String
        let settings: EventFitSettings
        let marks: [String]
        let parameters: [ParameterEstimate]
        let logLikelihood: LikelihoodDocument
        let aic: Double

        init(_ model: StoredModel, _ events: FittedEvents) {
            name = model.name
            kind = model.kind
            created = model.created
            seed = model.seed
            dataFingerprint = model.dataFingerprint
            programVersion = model.programVersion
            settings = events.settings
            marks = events.marks
            parameters = events.parameters
            logLikelihood = LikelihoodDocument(events.likelihood)
            aic = events.informationCriterion
        }
    }

    private static func eventModelPage(_ model: StoredModel, _ events: FittedEvents) -> String {
        var lines = [
            "model        \(model.name), \(model.kind), fitted \(model.created) by version \(model.programVersion), seed \(model.seed)",
            "data         \(events.likelihood.events) events, \(events.likelihood.sequences) series; fingerprint \(model.dataFingerprint.prefix(16))",
            "likelihood   \(LikelihoodText.line(events.likelihood))",
        ]
        if events.marks != [""] { lines.append("marks        \(events.marks.joined(separator: ", "))") }
        for parameter in events.parameters {
            lines.append(
                "parameter    \(parameter.name) \(Field.number(parameter.value).shown)"
                    + (parameter.standardError.map { " ± \(Field.number($0).shown)" } ?? ""))
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ model: StoredModel, _ forecaster: any Forecaster) -> JSONSections {
        var document = JSONSections()
        for (key, section) in forecaster.report.sections { document[key] = section }
        document["name"] = model.name
        document["kind"] = model.kind
        document["created"] = model.created
        document["seed"] = model.seed
        document["dataFingerprint"] = model.dataFingerprint
        document["programVersion"] = model.programVersion
        return document
    }

    private static func page(_ model: StoredModel, _ report: FitReport, _ timeKind: TimeKind) -> String {
        func line(_ label: String, _ text: String) -> String {
            label.padding(toLength: 13, withPad: " ", startingAt: 0) + text
        }
        var lines = [
            line(
                "model",
                "\(model.name), \(model.kind), fitted \(model.created) by version \(model.programVersion), seed \(model.seed)"
            ),
            line(
                "data",
                "\(report.observations) observations, \(report.series) series; fingerprint \(model.dataFingerprint.prefix(16))"
            ),
        ]
        lines += report.facts.map { line($0.label, $0.text.shown(timeKind)) }
        if let skill = report.skill, let best = report.validation?.bestBaseline {
            lines.append(line("skill", "\(String(format: "%.1f", 100 * skill)) % against the \(best.name)"))
        }
        return lines.joined(separator: "\n")
    }
}
