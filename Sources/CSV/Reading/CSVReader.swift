/// Splits bytes into records and fields (RFC 4180), one record at a time.
///
/// Fields may be quoted and then hold delimiters, line breaks and doubled quotes; lines end in LF or CRLF; empty lines
/// are skipped; a byte order mark is ignored. Memory is bounded by the longest record.
struct CSVReader {
    /// Longest record taken, in bytes.
    static let longestRecord = 1 << 26

    private let refill: (inout [UInt8]) throws(CSVError) -> Bool
    private let file: String
    private let delimiter: UInt8
    private var buffer: [UInt8] = []
    private var position = 0
    private var nextLine = 1
    private var isAtEnd = false
    private var hasBegun = false

    /// Line on which the record begins, from 1.
    private(set) var line = 0
    /// Where the record lies in `bytes`.
    private(set) var record = 0..<0
    /// Where each field lies in `bytes`, without its quotes; `isEscaped` where doubled quotes remain.
    private(set) var fields: [(range: Range<Int>, isEscaped: Bool)] = []
    /// What is wrong with the record's quotes or line ends, if anything.
    private(set) var fault: CSVFault?

    /// - Parameters:
    ///   - file: the file's name in errors.
    ///   - head: bytes that come before those of `refill`.
    ///   - refill: appends further bytes; returns `false` at the end.
    init(
        file: String, delimiter: UInt8, head: [UInt8], refill: @escaping (inout [UInt8]) throws(CSVError) -> Bool
    ) {
        self.file = file
        self.delimiter = delimiter
        self.refill = refill
        buffer = head
    }

    /// Calls `body` with the bytes that ranges refer to; the next record moves them.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeBufferPointer(body)
    }

    /// The text of field `index`.
    func text(_ index: Int) -> String {
        let (range, isEscaped) = fields[index]
        let text = String(decoding: buffer[range], as: UTF8.self)
        return isEscaped ? text.replacing("\"\"", with: "\"") : text
    }

    /// The text of the whole record.
    var recordText: String { String(decoding: buffer[record], as: UTF8.self) }

    /// Goes to the next record; `false` at the end.
    mutating func next() throws(CSVError) -> Bool {
        if !hasBegun {
            hasBegun = true
            while buffer.count < 3, try more() {}
            if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
            if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
                throw .utf16(file: file)
            }
        }
        while true {
            switch scan() {
            case .record: return true
            case .blank: continue
            case .end: return false
            case .needsMore:
                if buffer.count - position > Self.longestRecord {
                    throw .recordTooLong(file: file, line: nextLine)
                }
                if !(try more()) { isAtEnd = true }
            }
        }
    }

    private mutating func more() throws(CSVError) -> Bool {
        if position > 0 {
            buffer.removeSubrange(0..<position)
            position = 0
        }
        return try refill(&buffer)
    }

    private enum Scan {
        case record, blank, end, needsMore
    }

    /// Reads one record from `position` on, if all of it is there.
    private mutating func scan() -> Scan {
        guard position < buffer.count else { return isAtEnd ? .end : .needsMore }
        fields.removeAll(keepingCapacity: true)
        fault = nil
        let delimiter = delimiter
        let count = buffer.count
        let begin = position
        var index = begin
        var lines = 1
        var isComplete = false
        var end = count
        var found = fields
        fields = []
        var wrong: CSVFault?
        buffer.withUnsafeBufferPointer { bytes in
            scanning: while true {
                // A field begins.
                var start = index
                if index < count, bytes[index] == 0x22 {
                    var isEscaped = false
                    index += 1
                    start = index
                    while true {
                        guard index < count else { break scanning }
                        if bytes[index] == 0x22 {
                            guard index + 1 < count else {
                                if isAtEnd { break }
                                break scanning
                            }
                            guard bytes[index + 1] == 0x22 else { break }
                            isEscaped = true
                            index += 2
                        } else {
                            if bytes[index] == 0x0A { lines += 1 }
                            index += 1
                        }
                    }
                    found.append((start..<index, isEscaped))
                    index += 1
                    if index < count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D {
                        wrong = .textAfterQuote
                        while index < count, bytes[index] != delimiter, bytes[index] != 0x0A { index += 1 }
                    }
                } else {
                    while index < count, bytes[index] != delimiter, bytes[index] != 0x0A { index += 1 }
                    var fieldEnd = index
                    let endsLine = index == count || bytes[index] == 0x0A
                    if endsLine, fieldEnd > start, bytes[fieldEnd - 1] == 0x0D { fieldEnd -= 1 }
                    found.append((start..<fieldEnd, false))
                }
                // After the field: a delimiter, or the end of the line (CR LF or LF), or of the file.
                if index < count, bytes[index] == 0x0D { index += 1 }
                guard index < count else {
                    if isAtEnd {
                        isComplete = true
                        end = count
                    }
                    break
                }
                if bytes[index] == delimiter {
                    index += 1
                    if index == count, isAtEnd {
                        found.append((count..<count, false))
                        isComplete = true
                        break
                    }
                    continue
                }
                if bytes[index] == 0x0A {
                    end = index
                    index += 1
                    isComplete = true
                    break
                }
                wrong = .carriageReturn
                while index < count, bytes[index] != 0x0A { index += 1 }
            }
        }
        fields = found
        if !isComplete {
            guard isAtEnd else { return .needsMore }
            // A quote that never ends takes the rest of the file.
            fault = .openQuote
            fields = [(begin..<count, false)]
            end = count
            index = count
        } else {
            fault = wrong
        }
        line = nextLine
        nextLine += lines
        position = index
        if end > begin, buffer[end - 1] == 0x0D { end -= 1 }
        record = begin..<end
        return record.isEmpty ? .blank : .record
    }
}
