import Continuum

extension CommandSpecification {
    static let query = CommandSpecification(
        "query", "Run one read-only SQL statement over the store.", operands: "'SQL'",
        options: [.json, .format, .output],
        examples: [
            "continuum query 'SELECT name FROM series'",
            "continuum query 'SELECT * FROM forecast_latest' --output forecasts.csv",
        ]
    ) { arguments, console in
        try arguments.expectOperands("'SQL'")
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        var writer: RowWriter?
        try store.query(
            arguments.operands[0],
            columns: { names in writer = try RowWriter(names, arguments, console) },
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
