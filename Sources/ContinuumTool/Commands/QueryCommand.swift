import Continuum

/// `continuum query`
enum QueryCommand {
    private static let sql = Operand.one("'SQL'")

    static let command = Command(
        "query", "Run one read-only SQL statement over the store.", operands: [sql],
        options: [Option.json, Option.format, Option.output],
        examples: [
            "continuum query 'SELECT name FROM series'",
            "continuum query 'SELECT * FROM forecast_latest' --output forecasts.csv",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        var writer: RowWriter?
        try arguments.openStore().query(
            arguments[sql],
            columns: { names in writer = try arguments.rowWriter(names, console) },
            row: { values in
                if Interruption.isRequested { throw StoreError.interrupted }
                try writer?.write(values.map(field))
            })
        try writer?.finish()
    }

    private static func field(_ value: SQLValue) -> Field {
        switch value {
        case .null: .null
        case .integer(let number): .integer(Int(number))
        case .real(let number): .number(number)
        case .text(let text): .text(text)
        case .blob(let bytes): .text("<\(bytes.count) bytes>")
        }
    }
}
