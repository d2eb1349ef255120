/// What is wrong with the bytes of a safetensors file.
public enum SafeTensorsError: Error, Sendable, Hashable {
    /// The file, or its header by the length it states, ends after `count` bytes of `expected`.
    case truncated(count: Int, expected: UInt64)
    /// The header is not a JSON object of arrays with `dtype`, `shape` and `data_offsets`, and of text by key in `__metadata__`.
    case malformedHeader
    /// The elements of the array are not 32-bit floats.
    case unsupportedType(tensor: String, type: String)
    /// A dimension is negative, or the elements are more than can be counted.
    case invalidShape(tensor: String, shape: [Int])
    /// The offsets are not two, descend, lie outside of the `count` bytes of data, or do not span the elements of the shape.
    case invalidOffsets(tensor: String, offsets: [Int], count: Int)
    /// The array begins before the one ahead of it ends (`offset` < `expected`), or leaves bytes between them.
    case notContiguous(tensor: String, offset: Int, expected: Int)
    /// Bytes after the last array.
    case trailingBytes(Int)
}

extension SafeTensorsError: CustomStringConvertible {
    /// The fact in a sentence.
    public var description: String { "not a readable safetensors file: \(reason)" }

    private var reason: String {
        switch self {
        case .truncated(let count, let expected): "\(count) bytes of \(expected)"
        case .malformedHeader: "the header is not the expected JSON"
        case .unsupportedType(let tensor, let type): "array \(tensor) is of type \(type), not F32"
        case .invalidShape(let tensor, let shape): "array \(tensor) has shape \(shape)"
        case .invalidOffsets(let tensor, let offsets, let count):
            "array \(tensor) has offsets \(offsets), which do not fit its shape or the \(count) bytes of data"
        case .notContiguous(let tensor, let offset, let expected):
            "array \(tensor) begins at byte \(offset), not \(expected)"
        case .trailingBytes(let count): "\(count) bytes after the last array"
        }
    }
}
