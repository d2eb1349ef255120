import Foundation

/// Named arrays of 32-bit floats, and text by key, in the safetensors file format
/// (https://github.com/huggingface/safetensors, "Format").
///
/// A file is the header's length as 8 bytes, little-endian; the header, a JSON object of names, types, shapes and offsets; and the
/// elements, little-endian, one array behind the other without gaps. Only arrays of type `F32` are written or read.
public struct SafeTensors: Sendable, Hashable {
    /// A named array.
    public struct Tensor: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Row-major shape; empty for a single number.
        public let shape: [Int]
        /// Its elements.
        public let values: [Float]
    }

    /// Text by key.
    public var metadata: [String: String] = [:]
    /// The arrays in the order of their elements in the file.
    public private(set) var tensors: [Tensor] = []

    /// Creates a file without arrays.
    public init() {}

    /// Appends an array.
    ///
    /// - Precondition: `shape` has as many elements as there are `values`, and no other array has that name.
    public mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
        precondition(shape.reduce(1, *) == values.count, "shape \(shape) for \(values.count) values")
        precondition(name != Header.metadataKey && floats(name) == nil, "two arrays named \(name)")
        tensors.append(Tensor(name: name, shape: shape, values: values))
    }

    /// The elements of the array of that name, `nil` if there is none.
    ///
    /// - Complexity: O(n) in the number of arrays.
    public func floats(_ name: String) -> [Float]? { tensors.first { $0.name == name }?.values }

    /// The file's bytes; the same for the same content. The header is padded with spaces to a multiple of 8 bytes.
    public func encoded() throws -> [UInt8] {
        var header = Header(metadata: metadata)
        var offset = 0
        for tensor in tensors {
            let end = offset + 4 * tensor.values.count
            header.entries[tensor.name] = Header.Entry(dtype: "F32", shape: tensor.shape, dataOffsets: [offset, end])
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = [UInt8](try encoder.encode(header))
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + offset)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: UInt64(text.count) >> (8 * UInt64(shift)))) }
        bytes += text
        for tensor in tensors {
            for value in tensor.values {
                for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32(shift)))) }
            }
        }
        return bytes
    }

    /// The text by key of a file, its arrays left unread.
    ///
    /// - Throws: `SafeTensorsError` where the header cannot be read.
    public static func metadata(of bytes: [UInt8]) throws(SafeTensorsError) -> [String: String] {
        try header(of: bytes).content.metadata
    }

    /// The header, and where the arrays begin.
    private static func header(of bytes: [UInt8]) throws(SafeTensorsError) -> (content: Header, end: Int) {
        guard bytes.count >= 8 else { throw .truncated(count: bytes.count, expected: 8) }
        var length: UInt64 = 0
        for index in 0..<8 { length |= UInt64(bytes[index]) << (8 * UInt64(index)) }
        guard length <= UInt64(bytes.count - 8) else {
            throw .truncated(count: bytes.count, expected: length > .max - 8 ? .max : length + 8)
        }
        let begin = 8 + Int(length)
        do {
            return (try JSONDecoder().decode(Header.self, from: Data(bytes[8..<begin])), begin)
        } catch {
            throw .malformedHeader
        }
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: `SafeTensorsError` for every deviation from the format: no bytes lead to a trap.
    public init(_ bytes: [UInt8]) throws(SafeTensorsError) {
        let (header, begin) = try Self.header(of: bytes)
        metadata = header.metadata
        let dataCount = bytes.count - begin
        var end = 0
        for (name, entry) in try Self.ordered(header.entries, dataCount: dataCount) {
            guard entry.dataOffsets[0] == end else {
                throw .notContiguous(tensor: name, offset: entry.dataOffsets[0], expected: end)
            }
            end = entry.dataOffsets[1]
            let values = stride(from: begin + entry.dataOffsets[0], to: begin + end, by: 4).map { base in
                Float(
                    bitPattern: UInt32(bytes[base]) | UInt32(bytes[base + 1]) << 8 | UInt32(bytes[base + 2]) << 16
                        | UInt32(bytes[base + 3]) << 24)
            }
            tensors.append(Tensor(name: name, shape: entry.shape, values: values))
        }
        guard end == dataCount else { throw .trailingBytes(dataCount - end) }
    }

    /// The entries in the order of their offsets, each checked by itself.
    private static func ordered(
        _ entries: [String: Header.Entry], dataCount: Int
    ) throws(SafeTensorsError) -> [(String, Header.Entry)] {
        // By name first, so that of several faults always the same is reported.
        let named = entries.sorted { $0.key < $1.key }
        for (name, entry) in named {
            guard entry.dtype == "F32" else { throw .unsupportedType(tensor: name, type: entry.dtype) }
            var bytes = 4
            for size in entry.shape {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
                guard size >= 0, !overflow else { throw .invalidShape(tensor: name, shape: entry.shape) }
                bytes = product
            }
            let offsets = entry.dataOffsets
            guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataCount,
                offsets[1] - offsets[0] == bytes
            else { throw .invalidOffsets(tensor: name, offsets: offsets, count: dataCount) }
        }
        return named.map { ($0.key, $0.value) }.sorted {
            ($0.1.dataOffsets[0], $0.1.dataOffsets[1], $0.0) < ($1.1.dataOffsets[0], $1.1.dataOffsets[1], $1.0)
        }
    }
}

/// The header of a file: entries by the names of their arrays, and metadata under a key of their own.
private struct Header: Codable {
    static let metadataKey = "__metadata__"

    struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var dataOffsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case dataOffsets = "data_offsets"
        }
    }

    var metadata: [String: String]
    var entries: [String: Entry] = [:]

    init(metadata: [String: String]) { self.metadata = metadata }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        metadata = try container.decodeIfPresent([String: String].self, forKey: Name(Self.metadataKey)) ?? [:]
        for key in container.allKeys where key.stringValue != Self.metadataKey {
            entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        if !metadata.isEmpty { try container.encode(metadata, forKey: Name(Self.metadataKey)) }
        for (name, entry) in entries { try container.encode(entry, forKey: Name(name)) }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
