import Continuum
import Foundation

extension CommandSpecification {
    static let models = CommandSpecification(
        "models", "List the store's models.", options: [.json, .format, .output], examples: ["continuum models"]
    ) { arguments, console in
        try arguments.expectOperands()
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let writer = try RowWriter(
            ["name", "kind", "created", "variables", "series", "observations", "parameters", "epochs", "skill"],
            arguments, console)
        for entry in try store.models() {
            let model = try store.model(entry.name)
            let start: [Field] = [.text(model.name), .text(model.kind), .text(model.created)]
            switch try ModelContent(model) {
            case .events(let events):
                try writer.write(
                    start + [
                        .text(events.marks.joined(separator: " ")), .integer(events.likelihood.sequences),
                        .integer(events.likelihood.events), .integer(events.parameterCount), .null, .null,
                    ])
            case .values(let forecaster):
                let report = forecaster.report
                try writer.write(
                    start + [
                        .text(forecaster.variables.joined(separator: " ")), .integer(report.series),
                        .integer(report.observations), .integer(report.parameters),
                        report.epochs.map { .integer($0.kept) } ?? .null, report.skill.map { .number($0) } ?? .null,
                    ])
            }
        }
        try writer.finish()
    }

    static let show = CommandSpecification(
        "show", "Show a model: settings, scaling, curves.", operands: "NAME", options: [.json, .output],
        examples: ["continuum show liver", "continuum show liver --json"]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let model = try store.model(arguments.operands[0])
        let isJSON = arguments.has("--json")
        let text =
            switch try ModelContent(model) {
            case .events(let events):
                isJSON ? try JSONText.document(EventModelDocument(model, events)) : eventModelPage(model, events)
            case .values(let forecaster):
                isJSON
                    ? try JSONText.document(document(model, forecaster))
                    : page(model, forecaster.report, forecaster.timeKind)
            }
        try emit(text, arguments, console)
    }

    static let delete = CommandSpecification(
        "delete", "Delete models with their forecasts and checkpoints.", operands: "NAME...", options: [.json],
        examples: ["continuum delete liver"]
    ) { arguments, console in
        guard !arguments.operands.isEmpty else { throw UsageError("delete: say NAME") }
        let store = try ObservationStore(
            path: arguments.store, access: .writing, lockTimeout: try arguments.lockTimeout())
        var deleted: [Deletion] = []
        for name in arguments.operands {
            let forecasts = try store.delete(name)
            deleted.append(Deletion(name: name, forecasts: forecasts))
            console.note("deleted \(name) and \(forecasts) forecast\(forecasts == 1 ? "" : "s") of it")
        }
        if arguments.has("--json") { console.print(try JSONText.document(deleted)) }
    }

    static let export = CommandSpecification(
        "export", "Write a model to a safetensors file.", operands: "NAME FILE.safetensors", options: [.json],
        examples: ["continuum export liver liver.safetensors"]
    ) { arguments, console in
        try arguments.expectOperands("NAME", "FILE.safetensors")
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let model = try store.model(arguments.operands[0])
        let path = arguments.operands[1]
        do {
            try Data(model.weights).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError.failed("cannot write \(path): \(error.localizedDescription)")
        }
        console.note("\(path): \(model.weights.count) bytes")
        if arguments.has("--json") {
            console.print(try JSONText.document(WrittenFile(file: path, bytes: model.weights.count)))
        }
    }

    private struct Deletion: Encodable {
        let name: String
        let forecasts: Int
    }

    private struct WrittenFile: Encodable {
        let file: String
        let bytes: Int
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
            "likelihood   \(likelihoodText(events.likelihood))",
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
