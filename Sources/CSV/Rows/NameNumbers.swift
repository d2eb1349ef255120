import Storage

/// Numbers of names of series or variables, each asked of the sink once.
struct NameNumbers {
    /// What the names are of.
    enum Kind {
        case series, variable
    }

    private var table = NameTable()
    private let kind: Kind
    private let sink: any ImportSink

    init(_ kind: Kind, of sink: any ImportSink) {
        self.kind = kind
        self.sink = sink
    }

    /// The number of `name`.
    mutating func number(_ name: String) throws(StoreError) -> Int64 {
        let bytes = Array(name.utf8)
        if let found = bytes.withUnsafeBufferPointer({ table.find($0) }) { return found }
        let number =
            switch kind {
            case .series: try sink.series(named: name)
            case .variable: try sink.variable(named: name)
            }
        bytes.withUnsafeBufferPointer { table.add($0, number) }
        return number
    }

    /// The number of the name in field `column`, or `nil` where it is not UTF-8.
    @inline(__always)
    mutating func number(of column: Int, _ reader: CSVReader) throws(StoreError) -> Int64? {
        let (range, isEscaped) = reader.fields[column]
        if !isEscaped {
            let found = reader.withBytes { table.find(UnsafeBufferPointer(rebasing: $0[range])) }
            if let found { return found }
        }
        guard reader.withBytes({ String(validating: $0[range], as: UTF8.self) }) != nil else { return nil }
        return try number(reader.text(column))
    }
}
