extension ImportPlan {
    /// The delimiter asked for, or the one that splits the first line into most fields.
    static func delimiter(_ head: [UInt8], _ options: ImportOptions) throws(CSVError) -> UInt8 {
        if let text = options.delimiter {
            let named = ["tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "space": " "][text] ?? text
            guard named.utf8.count == 1, let byte = named.utf8.first, byte != 0x22, byte != 0x0A, byte != 0x0D else {
                throw .invalidOptions(.delimiter(text))
            }
            return byte
        }
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in head {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { break }
            if !isQuoted, [0x2C, 0x3B, 0x09, 0x7C].contains(byte) { counts[byte, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0x2C
    }

    /// The fields of the first records, 1001 at most.
    static func sample(
        _ head: [UInt8], isWhole: Bool, delimiter: UInt8, file: String
    ) throws(CSVError) -> [[String]] {
        var reader = CSVReader(file: file, delimiter: delimiter, head: head) { _ throws(CSVError) in false }
        var records: [[String]] = []
        while records.count < 1001, try reader.next() {
            records.append(reader.fields.indices.map { reader.text($0) })
        }
        // The last record of a part is cut short.
        if !isWhole, records.count > 1, records.count < 1001 { records.removeLast() }
        return records
    }
}
