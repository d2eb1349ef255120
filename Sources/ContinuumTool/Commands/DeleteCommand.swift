import Continuum

/// `continuum delete`
enum DeleteCommand {
    private static let names = Operand.many("NAME")

    static let command = Command(
        "delete", "Delete models with their forecasts and checkpoints.", operands: [names], options: [Option.json],
        examples: ["continuum delete liver"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore(.writing)
        var deleted: [Deletion] = []
        for name in arguments[names] {
            let forecasts = try store.delete(name)
            deleted.append(Deletion(name: name, forecasts: forecasts))
            console.note("deleted \(name) and \(forecasts) forecast\(forecasts == 1 ? "" : "s") of it")
        }
        if arguments[.json] { console.print(try JSONText.document(deleted)) }
    }

    private struct Deletion: Encodable {
        let name: String
        let forecasts: Int
    }
}
