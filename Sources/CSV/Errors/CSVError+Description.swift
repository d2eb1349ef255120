import TimeSeries

extension CSVError: CustomStringConvertible {
    /// The fact in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .truncated(let file): "\(file): the compressed data end in the middle; the file is truncated"
        case .damaged(let file, let reason): "\(file): the compressed data are damaged: \(reason)"
        case .empty(let file): "\(file) is empty"
        case .noRows(let file): "\(file) has a header but no rows"
        case .utf16(let file): "\(file): the file is UTF-16; save it as UTF-8 first"
        case .recordTooLong(let file, let line):
            "\(file): line \(line): a record of more than \(CSVReader.longestRecord >> 20) MB; a quote may be missing its end"
        case .malformed(let file, let line, let fault): "\(file):\(line): \(fault)"
        case .duplicateColumn(let file, let name): "\(file):1: two columns are called '\(name)'; rename one"
        case .unknownColumn(let file, let name, let role, let columns, let near, let separator):
            "\(file): there is no column \(name) for \(role); the columns are \(Self.list(columns))"
                + (near.first.map { "; did you mean \($0)?" } ?? "")
                + (separator.map { "; the line looks split by '\($0 == "\t" ? "tab" : "\($0)")'" } ?? "")
        case .unrecognizedColumn(let file, .time, let columns):
            "\(file): no column is recognised as the time; the columns are \(Self.list(columns))"
        case .unrecognizedColumn(let file, .values, let columns):
            "\(file): no column holds numbers to import; the columns are \(Self.list(columns))"
        case .unrecognizedColumn(let file, let role, let columns):
            "\(file): no column is recognised as \(role); the columns are \(Self.list(columns))"
        case .noTimes(let file, let column, let first):
            "\(file): column \(column) does not hold times (first: '\(first)')"
        case .unitlessTimes(let file, let column, let first):
            "\(file): the store keeps calendar time, but column \(column) holds plain numbers (\(first))"
        case .otherTimeKind(let file, let store, let kind, let first):
            "\(file): the store keeps \(store.rawValue) time, this file has \(kind.rawValue) time (\(first))"
        case .otherUnit(let file, let variable, let unit, let known):
            "\(file): \(variable) is in \(known) in the store, and the import says \(unit)"
        case .unitOfNothing(let file, let name, let unit):
            "\(file): there is no variable \(name) that could be in \(unit)"
        case .invalidOptions(let fault): fault.description
        }
    }

    private static func list(_ columns: [String]) -> String {
        columns.prefix(30).joined(separator: ", ") + (columns.count > 30 ? ", … (\(columns.count))" : "")
    }
}

extension CSVError.ColumnRole: CustomStringConvertible {
    /// The role as part of a sentence.
    public var description: String {
        switch self {
        case .series: "the series"
        case .time: "the time"
        case .variable: "the variable's name"
        case .value: "the value"
        case .values: "the values of a variable"
        case .error: "measurement errors"
        case .staticValue: "a static covariate"
        case .mark: "the mark"
        case .windowStart: "the start of the window of exposure"
        case .windowEnd: "the end of the window of exposure"
        }
    }
}

extension CSVFault: CustomStringConvertible {
    /// The fault in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .textAfterQuote: "there is text after a closing quote"
        case .carriageReturn: "a carriage return stands inside the line"
        case .openQuote: "a quote is opened and never closed"
        }
    }
}
