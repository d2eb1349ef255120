import Foundation

/// The safetensors file format: a JSON header of names, types, shapes and places, then the numbers, little-endian.
///
/// Only 32-bit floats are written or read, which is what models hold.
public struct SafeTensors: Sendable {
    /// A file that is not one.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong with it.
        case malformed(String)

        public var description: String {
            switch self {
            case .malformed(let reason): "not a readable safetensors file: \(reason)"
            }
        }
    }

    /// One array.
    public struct Tensor: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Row-major shape.
        public let shape: [Int]
        /// Its elements.
        public let values: [Float]
    }

    /// Free text by key.
    public var metadata: [String: String] = [:]
    /// The arrays in order.
    public private(set) var tensors: [Tensor] = []

    /// Creates an empty file.
    public init() {}

    /// Appends an array.
    public mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
        precondition(shape.reduce(1, *) == values.count, "shape \(shape) for \(values.count) values")
        tensors.append(Tensor(name: name, shape: shape, values: values))
    }

    /// The elements of the array of that name.
    public func floats(_ name: String) -> [Float]? { tensors.first { $0.name == name }?.values }

    private struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var dataOffsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }
    }

    private enum HeaderValue: Codable {
        case entry(Entry)
        case metadata([String: String])

        init(from decoder: any Decoder) throws {
            if let entry = try? Entry(from: decoder) {
                self = .entry(entry)
            } else {
                self = .metadata(try [String: String](from: decoder))
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .entry(let entry): try entry.encode(to: encoder)
            case .metadata(let metadata): try metadata.encode(to: encoder)
            }
        }
    }

    /// The file's bytes.
    public func encoded() throws -> [UInt8] {
        var header: [String: HeaderValue] = [:]
        if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
        var offset = 0
        for tensor in tensors {
            let end = offset + 4 * tensor.values.count
            header[tensor.name] = .entry(Entry(dtype: "F32", shape: tensor.shape, dataOffsets: [offset, end]))
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
                let bits = value.bitPattern.littleEndian
                for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt32(shift)))) }
            }
        }
        return bytes
    }

    /// Reads a file.
    public init(_ bytes: [UInt8]) throws {
        guard bytes.count >= 8 else { throw Failure.malformed("\(bytes.count) bytes") }
        var length: UInt64 = 0
        for index in 0..<8 { length |= UInt64(bytes[index]) << (8 * UInt64(index)) }
        guard length <= UInt64(bytes.count - 8) else { throw Failure.malformed("header of \(length) bytes") }
        let begin = 8 + Int(length)
        let header: [String: HeaderValue]
        do {
            header = try JSONDecoder().decode([String: HeaderValue].self, from: Data(bytes[8..<begin]))
        } catch {
            throw Failure.malformed("header is not the expected JSON")
        }
        var found: [(Int, Tensor)] = []
        for (name, value) in header {
            switch value {
            case .metadata(let text): metadata = text
            case .entry(let entry):
                guard entry.dtype == "F32", entry.dataOffsets.count == 2 else {
                    throw Failure.malformed("array \(name) is of type \(entry.dtype), wanted F32")
                }
                let low = entry.dataOffsets[0]
                let high = entry.dataOffsets[1]
                guard low >= 0, low <= high, high <= bytes.count - begin,
                    entry.shape.allSatisfy({ $0 >= 0 }), high - low == 4 * entry.shape.reduce(1, *)
                else { throw Failure.malformed("array \(name) lies outside of the file") }
                var values = [Float](repeating: 0, count: (high - low) / 4)
                for index in values.indices {
                    let base = begin + low + 4 * index
                    let bits =
                        UInt32(bytes[base]) | UInt32(bytes[base + 1]) << 8 | UInt32(bytes[base + 2]) << 16
                        | UInt32(bytes[base + 3]) << 24
                    values[index] = Float(bitPattern: bits)
                }
                found.append((low, Tensor(name: name, shape: entry.shape, values: values)))
            }
        }
        tensors = found.sorted { ($0.0, $0.1.name) < ($1.0, $1.1.name) }.map(\.1)
    }
}
