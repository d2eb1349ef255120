import Foundation
import Testing

/// Texts that the program must print to the letter, in files beside the tests.
///
/// To write them anew after a wanted change, and then to read the difference:
///
///     CONTINUUM_WRITE_GOLDEN=1 swift test --filter ContinuumTests.Golden && git diff Tests/ContinuumTests/golden
enum Golden {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("golden")

    /// Expects that `text` is what the file `name` holds.
    static func expect(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let file = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["CONTINUUM_WRITE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            return
        }
        let held = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard text != held else { return }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = held.split(separator: "\n", omittingEmptySubsequences: false)
        let first = zip(lines, expected).enumerated().first { $1.0 != $1.1 }
        let place = first?.offset ?? min(lines.count, expected.count)
        Issue.record(
            """
            golden/\(name), line \(place + 1) \
            expected: \(place < expected.count ? expected[place] : "the end") \
            found: \(place < lines.count ? lines[place] : "the end")
            """, sourceLocation: location)
    }
}
