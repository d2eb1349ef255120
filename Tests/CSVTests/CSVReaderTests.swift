import Testing

@testable import CSV

@Suite struct CSVReaderTests {
    /// The records of `text`, which the reader is given in pieces of `size` bytes.
    private func records(_ text: String, size: Int) throws -> [[String]] {
        var rest = Array(text.utf8)[...]
        var reader = CSVReader(file: "x.csv", delimiter: 0x2C, head: []) { buffer throws(CSVError) in
            guard !rest.isEmpty else { return false }
            buffer += rest.prefix(size)
            rest = rest.dropFirst(size)
            return true
        }
        var found: [[String]] = []
        while try reader.next() {
            let fields = reader.fields.indices.map { reader.text($0) }
            found.append(["\(reader.line)"] + fields + (reader.fault.map { ["! \($0)"] } ?? []))
        }
        return found
    }

    /// Wherever the pieces end, the records are the same.
    @Test(arguments: [1, 2, 3, 7, 1000])
    func piecesOfAnySizeGiveTheSameRecords(_ size: Int) throws {
        let text = "\u{FEFF}a,\"b\nc\",d\r\n\r\n\"say \"\"hi\"\"\",,\n\"x\"y,2\n1,\"never closed\n2,3\n"
        #expect(
            try records(text, size: size) == [
                ["1", "a", "b\nc", "d"], ["4", "say \"hi\"", "", ""],
                ["5", "x", "2", "! there is text after a closing quote"],
                ["6", "1,\"never closed\n2,3\n", "! a quote is opened and never closed"],
            ])
    }

    @Test func carriageReturnsInsideALineAreAFault() throws {
        #expect(
            try records("\"a\"\rb,c\nd,e\n", size: 100).map(\.last) == [
                "! a carriage return stands inside the line", "e",
            ])
    }

    @Test func theLastLineNeedsNoEnd() throws {
        #expect(try records("a,b\n1,", size: 2) == [["1", "a", "b"], ["2", "1", ""]])
    }

    @Test func otherEncodingsAreRefused() {
        #expect(throws: CSVError.utf16(file: "x.csv")) {
            var reader = CSVReader(file: "x.csv", delimiter: 0x2C, head: [0xFE, 0xFF, 0, 0x61]) { _ throws(CSVError) in
                false
            }
            _ = try reader.next()
        }
    }
}
