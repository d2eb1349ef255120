import TimeSeries

/// Reads the fields of a record: trims them and tells which are missing.
struct RowFields {
    private let missing: [[UInt8]]
    private var timeReader: TimeReader

    init(_ plan: ImportPlan, missing: [String]) {
        self.missing = missing.map { Array($0.utf8) }
        timeReader = TimeReader(plan.format, timeZone: plan.timeZone)
    }

    /// Whether the field in `column` stands for no value.
    @inline(__always)
    func isMissing(_ reader: CSVReader, _ column: Int) -> Bool {
        let range = reader.fields[column].range
        return reader.withBytes { bytes in
            let trimmed = Self.trimmed(bytes, range)
            if trimmed.isEmpty { return true }
            let first = bytes[trimmed.lowerBound]
            for text in missing where text.count == trimmed.count && text[0] == first {
                if bytes[trimmed].elementsEqual(text) { return true }
            }
            return false
        }
    }

    /// The time in `column`.
    mutating func time(_ reader: CSVReader, _ column: Int) throws(TimeError) -> Moment {
        let range = reader.fields[column].range
        var result: Result<Moment, TimeError> = .failure(TimeError.empty)
        reader.withBytes { bytes in
            let trimmed = Self.trimmed(bytes, range)
            guard !trimmed.isEmpty else { return }
            do throws(TimeError) {
                result = .success(try timeReader.read(UnsafeBufferPointer(rebasing: bytes[trimmed])))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// The number in `column`, finite or not; `nil` where there is another text.
    @inline(__always)
    static func number(_ reader: CSVReader, _ column: Int) -> Double? {
        let range = reader.fields[column].range
        return reader.withBytes { bytes in
            DecimalNumber.parse(UnsafeBufferPointer(rebasing: bytes[trimmed(bytes, range)]))
        }
    }

    /// The text in `column`, cut to 60 characters.
    static func short(_ reader: CSVReader, _ column: Int) -> String {
        let text = reader.text(column)
        return text.count > 60 ? text.prefix(60) + "…" : text
    }

    @inline(__always)
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
        while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
        return low..<high
    }
}
