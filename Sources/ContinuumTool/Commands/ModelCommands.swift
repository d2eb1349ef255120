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
        for model in try store.models() {
            if model.kind.hasPrefix("events ") {
                let events = try FittedEvents(model.weights)
                try writer.write([
                    .text(model.name), .text(model.kind), .text(model.created),
                    .text(events.marks.joined(separator: " ")), .integer(events.likelihood.sequences),
                    .integer(events.likelihood.events), .integer(events.parameterCount), .null, .null,
                ])
                continue
            }
            let forecaster = try LatentODEForecaster(model.weights)
            let summary = forecaster.summary
            try writer.write([
                .text(model.name), .text(model.kind), .text(model.created),
                .text(forecaster.variables.joined(separator: " ")), .integer(summary.trainingSeries),
                .integer(summary.observations), .integer(summary.parameters), .integer(summary.bestEpoch),
                summary.skill.map { .number($0) } ?? .null,
            ])
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
        if model.kind.hasPrefix("events ") {
            let events = try FittedEvents(model.weights)
            let text =
                arguments.has("--json")
                ? try JSONText.document(EventModelDocument(model, events)) : eventModelPage(model, events)
            return try emit(text, arguments, console)
        }
        let forecaster = try LatentODEForecaster(model.weights)
        let text =
            arguments.has("--json")
            ? try JSONText.document(ModelDocument(model, forecaster)) : page(model, forecaster, store)
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

    private struct ModelDocument: Encodable {
        let name: String
        let kind: String
        let created: String
        let seed: UInt64
        let dataFingerprint: String
        let programVersion: String
        let settings: FitSettings
        let shape: LatentODEShape
        let scaling: DataScaling
        let noise: [ChannelNoise]
        let summary: FitSummary

        init(_ model: StoredModel, _ forecaster: LatentODEForecaster) {
            name = model.name
            kind = model.kind
            created = model.created
            seed = model.seed
            dataFingerprint = model.dataFingerprint
            programVersion = model.programVersion
            settings = forecaster.settings
            shape = forecaster.shape
            scaling = forecaster.scaling
            noise = forecaster.noise
            summary = forecaster.summary
        }
    }

    private static func page(_ model: StoredModel, _ forecaster: LatentODEForecaster, _ store: ObservationStore)
        -> String
    {
        let summary = forecaster.summary
        let scaling = forecaster.scaling
        let shape = forecaster.shape
        func length(_ units: Double) -> String { DurationText.text(units * scaling.timeUnit, scaling.timeKind) }
        var lines = [
            "model        \(model.name), \(model.kind), fitted \(model.created) by version \(model.programVersion), seed \(model.seed)",
            "data         \(summary.observations) observations, \(summary.trainingSeries) series; fingerprint \(model.dataFingerprint.prefix(16))",
            "network      latent \(shape.latent), field \(shape.layers) × \(shape.hidden), encoder \(shape.encoder.rawValue) \(shape.encoderHidden), \(summary.parameters) parameters",
            "solver       \(forecaster.settings.solver.rawValue), rtol \(forecaster.settings.relativeTolerance), atol \(forecaster.settings.absoluteTolerance)",
            "windows      history \(length(scaling.history)), window \(length(scaling.window))"
                + (scaling.season.map { ", season \(length($0))" } ?? ""),
            "epochs       \(summary.bestEpoch) of \(summary.curve.count) kept",
        ]
        for (channel, noise) in zip(scaling.channels, forecaster.noise) {
            lines.append(
                "variable     \(channel.name): \(channel.isLogarithmic ? "logarithms, " : "")\(noise.likelihood.rawValue), "
                    + "centre \(Field.number(channel.center).shown), scale \(Field.number(channel.scale).shown), "
                    + "noise × \(String(format: "%.2f", noise.factor))")
        }
        if !scaling.statics.isEmpty {
            lines.append("static       \(scaling.statics.map(\.name).joined(separator: ", "))")
        }
        if let skill = summary.skill, let best = summary.bestBaseline {
            lines.append("skill        \(String(format: "%.1f", 100 * skill)) % against the \(best.name)")
        }
        return lines.joined(separator: "\n")
    }
}
