import Continuum

/// `continuum models`
enum ModelsCommand {
    static let command = Command(
        "models", "List the store's models.", options: [Option.json, Option.format, Option.output],
        examples: ["continuum models"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore()
        let writer = try arguments.rowWriter(
            ["name", "kind", "created", "variables", "series", "observations", "parameters", "epochs", "skill"], console
        )
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
}
