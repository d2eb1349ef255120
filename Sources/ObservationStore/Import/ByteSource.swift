import CZlib
import Dispatch
import Foundation
import Synchronization
import TimeSeries

/// The bytes of a file or of standard input, inflated where they are gzip, digested as they pass.
final class ByteSource {
    /// What to call it in messages.
    let name: String
    /// Bytes of the file, or `nil` for a stream.
    let totalBytes: Int?
    /// Bytes taken from the file so far.
    private(set) var bytesRead = 0

    private let descriptor: Int32
    private let closes: Bool
    private var raw = [UInt8](repeating: 0, count: 1 << 20)
    private var rawRange = 0..<0
    private var isAtEnd = false
    private var inflater: Inflater?
    private var hasBegun = false
    private let digest = Digest()

    /// Opens the file at `path`, `-` for standard input.
    init(path: String) throws(StoreError) {
        if path == "-" {
            name = "standard input"
            descriptor = 0
            closes = false
            totalBytes = nil
            return
        }
        name = path
        let opened = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw .unreadable("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        var facts = stat()
        fstat(opened, &facts)
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            Foundation.close(opened)
            throw .unreadable("cannot read \(path): it is a folder")
        }
        descriptor = opened
        closes = true
        totalBytes = facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }

    deinit { if closes { Foundation.close(descriptor) } }

    /// SHA-256 of the bytes as they are on disk; known once everything was read.
    func sha256() -> String { digest.hexadecimal() }

    /// Appends up to about a megabyte to `buffer`; returns `false` at the end.
    func read(into buffer: inout [UInt8]) throws(StoreError) -> Bool {
        while true {
            if rawRange.isEmpty, !isAtEnd { try fill() }
            if !hasBegun {
                hasBegun = true
                if rawRange.count >= 2, raw[0] == 0x1F, raw[1] == 0x8B { inflater = Inflater() }
            }
            guard let inflater else {
                if rawRange.isEmpty { return false }
                buffer += raw[rawRange]
                rawRange = 0..<0
                return true
            }
            if rawRange.isEmpty {
                guard inflater.isBetweenMembers else {
                    throw .badInput("\(name): the compressed data end in the middle; the file is truncated")
                }
                return false
            }
            let before = buffer.count
            guard let used = inflater.inflate(raw, rawRange, into: &buffer) else {
                throw .badInput("\(name): the compressed data are damaged: \(inflater.reason)")
            }
            rawRange = rawRange.lowerBound + used..<rawRange.upperBound
            if buffer.count > before { return true }
        }
    }

    private func fill() throws(StoreError) {
        while true {
            let count = raw.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable("cannot read \(name): \(String(cString: strerror(errno)))") }
            isAtEnd = count == 0
            rawRange = 0..<count
            bytesRead += count
            if count > 0 { digest.take(Array(raw[0..<count])) }
            return
        }
    }
}

/// Digests chunks on a queue of its own, beside the parsing.
private final class Digest: Sendable {
    private let queue = DispatchQueue(label: "continuum.import.sha256")
    private let state = Mutex(SHA256())
    private let room = DispatchSemaphore(value: 8)

    func take(_ chunk: [UInt8]) {
        room.wait()
        queue.async {
            self.state.withLock { state in chunk.withUnsafeBytes { state.update($0) } }
            self.room.signal()
        }
    }

    func hexadecimal() -> String {
        queue.sync {}
        return state.withLock { $0.hexadecimal() }
    }
}

/// A gzip stream of one or more members, through zlib.
private final class Inflater {
    private var stream = z_stream()
    private(set) var isBetweenMembers = false
    var reason: String { stream.msg.map { String(cString: $0) } ?? "unknown format" }

    init() {
        // 15 bits of window; 16 more for gzip.
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit { inflateEnd(&stream) }

    /// Appends what `range` of `input` gives; returns the bytes used, or `nil` for damage.
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
