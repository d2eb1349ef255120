import CZlib

/// Decompresses a gzip stream of one or more members, through zlib.
final class Inflater {
    private var stream = z_stream()
    /// Whether a member has ended and no other begun: where a whole file ends.
    private(set) var isBetweenMembers = false
    /// What zlib says of the last failure.
    var reason: String { stream.msg.map { String(cString: $0) } ?? "unknown format" }

    init() {
        // 15 bits of window; 16 more for gzip.
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit { inflateEnd(&stream) }

    /// Decompresses `range` of `input` and appends the result to `buffer`.
    ///
    /// - Returns: the bytes of `input` used, or `nil` where they are damaged.
    func inflate(_ input: [UInt8], _ range: Range<Int>, into buffer: inout [UInt8]) -> Int? {
        if isBetweenMembers {
            // Zeros after the last member are padding.
            if input[range].allSatisfy({ $0 == 0 }) { return range.count }
            guard inflateReset(&stream) == Z_OK else { return nil }
            isBetweenMembers = false
        }
        var output = [UInt8](repeating: 0, count: 1 << 20)
        var code = Z_OK
        var used = 0
        var made = 0
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.advanced(by: range.lowerBound))
                stream.avail_in = UInt32(range.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                code = CZlib.inflate(&stream, Z_NO_FLUSH)
                used = range.count - Int(stream.avail_in)
                made = target.count - Int(stream.avail_out)
            }
        }
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { return nil }
        buffer += output[0..<made]
        isBetweenMembers = code == Z_STREAM_END
        return used
    }
}
