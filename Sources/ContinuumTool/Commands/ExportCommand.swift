import Continuum

/// `continuum export`
enum ExportCommand {
    private static let file = Operand.one("FILE.safetensors", .file)

    static let command = Command(
        "export", "Write a model to a safetensors file.", operands: [Operand.name, file], options: [Option.json],
        examples: ["continuum export liver liver.safetensors"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let weights = try arguments.openStore().model(arguments[.name]).weights
        let path = arguments[file]
        try OutputFile.write(weights, to: path)
        console.note("\(path): \(weights.count) bytes")
        if arguments[.json] { console.print(try JSONText.document(WrittenFile(file: path, bytes: weights.count))) }
    }

    private struct WrittenFile: Encodable {
        let file: String
        let bytes: Int
    }
}
