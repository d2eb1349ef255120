extension Arguments {
    /// A writer of rows in the format and to the place that were asked for.
    func rowWriter(_ columns: [String], _ console: Console) throws -> RowWriter {
        try RowWriter(columns, format: rowFormat(), path: self[.output], console: console)
    }

    /// The format that was asked for by either of its two options, `nil` for none.
    func rowFormat() throws(UsageError) -> RowFormat? {
        guard self[.json] else { return self[.format] }
        if let format = self[.format], format != .json {
            throw UsageError("--json and --format \(format.rawValue) exclude each other")
        }
        return .json
    }
}
