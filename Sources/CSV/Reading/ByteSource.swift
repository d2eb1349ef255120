import Foundation

/// The bytes of a file or of standard input, decompressed where they are gzip; computes their SHA-256 on the way.
final class ByteSource {
    /// What standard input is called.
    static let standardInput = "standard input"

    /// The file's name in messages.
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
    init(path: String) throws(CSVError) {
        if path == "-" {
            name = Self.standardInput
            descriptor = 0
            closes = false
            totalBytes = nil
            return
        }
        name = path
        let opened = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw .unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        var facts = stat()
        fstat(opened, &facts)
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            Foundation.close(opened)
            throw .unreadable(file: path, reason: "it is a folder")
        }
        descriptor = opened
        closes = true
        totalBytes = facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }

    deinit { if closes { Foundation.close(descriptor) } }

    /// SHA-256 of the file's bytes before decompression, in hexadecimal; call it when everything was read.
    func sha256() -> String { digest.hexadecimal() }

    /// Appends up to about a megabyte to `buffer`; returns `false` at the end.
    func read(into buffer: inout [UInt8]) throws(CSVError) -> Bool {
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
                    throw .truncated(file: name)
                }
                return false
            }
            let before = buffer.count
            guard let used = inflater.inflate(raw, rawRange, into: &buffer) else {
                throw .damaged(file: name, reason: inflater.reason)
            }
            rawRange = rawRange.lowerBound + used..<rawRange.upperBound
            if buffer.count > before { return true }
        }
    }

    private func fill() throws(CSVError) {
        while true {
            let count = raw.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(file: name, reason: String(cString: strerror(errno))) }
            isAtEnd = count == 0
            rawRange = 0..<count
            bytesRead += count
            if count > 0 { digest.take(Array(raw[0..<count])) }
            return
        }
    }
}
