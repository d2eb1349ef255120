import Foundation

/// A file that results are written to: it appears whole or not at all. Devices and pipes are written directly, links are
/// followed.
final class OutputFile {
    private let path: String
    /// What is written until the file is whole; `nil` where the place itself is written.
    private let part: String?
    private let target: String
    private let descriptor: Int32
    private var isFinished = false

    init(_ path: String) throws(CommandError) {
        self.path = path
        var facts = stat()
        if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
            target = path
            part = nil
        } else {
            target = Self.followed(path)
            part = target + ".part"
        }
        descriptor = open(part ?? target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw Self.failure(path) }
    }

    deinit {
        guard !isFinished else { return }
        close(descriptor)
        if let part { unlink(part) }
    }

    /// Writes `text` to a file of its own.
    static func write(_ text: String, to path: String) throws(CommandError) { try write(Array(text.utf8), to: path) }

    /// Writes `bytes` to a file of their own.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandError) {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.finish()
    }

    func write(_ bytes: [UInt8]) throws(CommandError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw Self.failure(path) }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// Puts the file in its place; call once, at the end.
    func finish() throws(CommandError) {
        guard close(descriptor) == 0 else { throw Self.failure(path) }
        isFinished = true
        if let part, rename(part, target) != 0 {
            let failure = Self.failure(path)
            unlink(part)
            throw failure
        }
    }

    /// The place that a link leads to, though nothing be there.
    private static func followed(_ path: String) -> String {
        var place = URL(fileURLWithPath: path)
        for _ in 0..<32 {
            guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: place.path) else { break }
            place = URL(fileURLWithPath: next, relativeTo: place.deletingLastPathComponent()).absoluteURL
        }
        return place.path
    }

    private static func failure(_ path: String) -> CommandError {
        .failed("cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
