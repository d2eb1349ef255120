/// A small CSV file, read whole.
public struct CSVTable: Sendable {
    /// Names in the first line.
    public let columns: [String]
    /// The other lines with their numbers.
    public let rows: [(line: Int, fields: [String])]

    /// Reads the file at `path`, `-` for standard input.
    public init(path: String) throws(StoreError) {
        let source = try ByteSource(path: path)
        var reader = CSVReader(delimiter: 0x2C, head: []) { buffer throws(StoreError) in
            try source.read(into: &buffer)
        }
        guard try reader.next() else { throw .badInput("\(path) is empty") }
        columns = reader.fields.indices.map { reader.text($0) }
        var rows: [(line: Int, fields: [String])] = []
        while try reader.next() {
            if let fault = reader.fault { throw .badInput("\(path):\(reader.line): \(fault)") }
            rows.append((reader.line, reader.fields.indices.map { reader.text($0) }))
        }
        self.rows = rows
    }
}
