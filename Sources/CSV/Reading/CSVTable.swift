/// A small CSV file, read into memory.
public struct CSVTable: Sendable {
    /// The fields of the first line.
    public let columns: [String]
    /// The other records, each with the line on which it begins, from 1.
    public let rows: [(line: Int, fields: [String])]

    /// Reads the file at `path`, comma-separated; `-` is standard input.
    public init(path: String) throws(CSVError) {
        let source = try ByteSource(path: path)
        var reader = CSVReader(file: path, delimiter: 0x2C, head: []) { buffer throws(CSVError) in
            try source.read(into: &buffer)
        }
        guard try reader.next() else { throw .empty(file: path) }
        columns = reader.fields.indices.map { reader.text($0) }
        var rows: [(line: Int, fields: [String])] = []
        while try reader.next() {
            if let fault = reader.fault { throw .malformed(file: path, line: reader.line, fault: fault) }
            rows.append((reader.line, reader.fields.indices.map { reader.text($0) }))
        }
        self.rows = rows
    }
}
