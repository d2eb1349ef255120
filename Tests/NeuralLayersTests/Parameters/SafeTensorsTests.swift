import Foundation
import NeuralLayers
import Testing

/// Files by the safetensors package 0.8.0; see `golden/safetensors_file.py`.
@Suite struct SafeTensorsTests {
    private func golden(_ name: String) throws -> [UInt8] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("golden/\(name)")
        return [UInt8](try Data(contentsOf: path))
    }

    /// What the golden files hold.
    private func sample() -> SafeTensors {
        var file = SafeTensors()
        file.metadata = ["format": "test 1", "text": "naïve \"quoted\"\n"]
        file.add("empty", shape: [0, 4], [])
        file.add("layer.bias", shape: [2], [.infinity, 0.1])
        file.add("layer.weight", shape: [2, 3], [1.5, -2.25, 3, 0, Float(1e-40 as Double), -0.0])
        file.add("scalar", shape: [], [7])
        return file
    }

    @Test func filesOfThePackageAreRead() throws {
        let read = try SafeTensors(golden("two.safetensors"))
        #expect(read == sample())
        #expect(read.floats("layer.weight")?[5].sign == .minus)
        #expect(read.floats("none") == nil)
    }

    /// The generator of `ours.safetensors` has the package read it.
    @Test func ourFilesAreThoseThatThePackageReads() throws {
        #expect(try sample().encoded() == golden("ours.safetensors"))
    }

    @Test func filesGoRound() throws {
        #expect(try SafeTensors(sample().encoded()) == sample())
        #expect(try SafeTensors(SafeTensors().encoded()) == SafeTensors())
        // Not a number keeps its bits.
        var file = SafeTensors()
        let odd = Float(bitPattern: 0x7FC1_2345)
        file.add("nan", shape: [1], [odd])
        #expect(try SafeTensors(file.encoded()).floats("nan")?[0].bitPattern == odd.bitPattern)
    }

    @Test func theHeaderIsPaddedToEightBytes() throws {
        let bytes = try sample().encoded()
        let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        #expect(length % 8 == 0 && bytes[8] == UInt8(ascii: "{"))
        #expect(bytes.count == 8 + length + 4 * 9)
        let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: Any]
        let weight = header?["layer.weight"] as? [String: Any]
        #expect(weight?["dtype"] as? String == "F32" && weight?["shape"] as? [Int] == [2, 3])
        #expect(weight?["data_offsets"] as? [Int] == [8, 32])
        #expect(header?["__metadata__"] as? [String: String] == sample().metadata)
    }

    /// The error of a file with this header and `count` bytes of data.
    private func refusal(_ header: String, data count: Int = 8) -> SafeTensorsError? {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        bytes += Array(header.utf8) + [UInt8](repeating: 0, count: count)
        return refusal(bytes)
    }

    private func refusal(_ bytes: [UInt8]) -> SafeTensorsError? {
        do throws(SafeTensorsError) {
            _ = try SafeTensors(bytes)
            return nil
        } catch {
            return error
        }
    }

    private func entry(_ offsets: String, shape: String = "[2]", type: String = "F32") -> String {
        #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    @Test func truncatedFilesAreRefused() throws {
        let bytes = try sample().encoded()
        for count in 0..<bytes.count { #expect(refusal(Array(bytes[..<count])) != nil, "\(count) bytes") }
        #expect(refusal([1, 2, 3]) == .truncated(count: 3, expected: 8))
        #expect(refusal(bytes + [0]) == .trailingBytes(1))
    }

    @Test func headersOfAnyLengthAreChecked() {
        let bytes = [UInt8](repeating: 0, count: 16)
        #expect(refusal([9] + bytes.dropFirst()) == .truncated(count: 16, expected: 17))
        #expect(
            refusal([UInt8](repeating: 255, count: 16)) == .truncated(count: 16, expected: .max))
        #expect(refusal(bytes) == .malformedHeader)
    }

    @Test(arguments: [
        "", "[]", "null", #"{"a":1}"#, #"{"a":{"dtype":"F32"}}"#, #"{"__metadata__":{"a":1}}"#, #"{"a":{"b":"c"}}"#,
        #"{"a":{"dtype":"F32","shape":[1e40],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}"#, #"{"a":{"dtype":"F32","shape":[2]"#,
    ])
    func otherHeadersAreRefused(_ header: String) { #expect(refusal(header) == .malformedHeader) }

    @Test func otherTypesAreRefused() {
        for type in ["F64", "BF16", "f32", ""] {
            #expect(
                refusal(#"{"a":\#(entry("[0,8]", type: type))}"#) == .unsupportedType(tensor: "a", type: type))
        }
    }

    @Test func offsetsLieWithinTheDataAndSpanTheShape() {
        for offsets in [
            [0, 4], [0, 12], [4, 12], [8, 0], [-8, 0], [0], [], [0, 4, 8], [Int.min, Int.max], [Int.max, Int.max],
        ] {
            #expect(
                refusal(#"{"a":\#(entry("\(offsets)"))}"#)
                    == .invalidOffsets(tensor: "a", offsets: offsets, count: 8))
        }
    }

    @Test func shapesAreCountable() {
        for shape in [[-1, -2], [Int.max, 2], [1 << 40, 1 << 40], [Int.min], [-2]] {
            #expect(
                refusal(#"{"a":\#(entry("[0,8]", shape: "\(shape)"))}"#) == .invalidShape(tensor: "a", shape: shape))
        }
    }

    @Test func arraysNeitherOverlapNorLeaveGaps() {
        func both(_ a: String, _ b: String) -> String { #"{"a":\#(entry(a)),"b":\#(entry(b))}"# }
        #expect(refusal(both("[0,8]", "[8,16]"), data: 16) == nil)
        #expect(refusal(both("[8,16]", "[0,8]"), data: 16) == nil)
        #expect(
            refusal(both("[0,8]", "[0,8]")) == .notContiguous(tensor: "b", offset: 0, expected: 8))
        #expect(
            refusal(both("[0,8]", "[4,12]"), data: 16) == .notContiguous(tensor: "b", offset: 4, expected: 8))
        #expect(
            refusal(both("[0,8]", "[12,20]"), data: 20) == .notContiguous(tensor: "b", offset: 12, expected: 8))
        #expect(
            refusal(both("[4,12]", "[12,20]"), data: 20) == .notContiguous(tensor: "a", offset: 4, expected: 0))
        #expect(refusal(both("[0,8]", "[8,16]"), data: 20) == .trailingBytes(4))
    }

    /// No change of a byte of a good file leads to a trap.
    @Test func damagedBytesNeverTrap() throws {
        let bytes = try sample().encoded()
        for index in bytes.indices {
            for value: UInt8 in [0, 0x22, 0x2D, 0x39, 0x7D, 0xFF] {
                var damaged = bytes
                damaged[index] = value
                _ = refusal(damaged)
            }
        }
    }

    @Test func errorsSayWhatIsWrong() {
        #expect(
            refusal(#"{"a":\#(entry("[0,8]", type: "I8"))}"#)?.description
                == "not a readable safetensors file: array a is of type I8, not F32")
    }
}
