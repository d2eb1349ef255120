import Foundation
import Testing

/// Runs the built program in a folder of its own.
final class Tool {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/continuum-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// What a run left.
    struct Outcome {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The program beside the tests' bundle.
    static let path: String = {
        var place = URL(fileURLWithPath: CommandLine.arguments[0])
        while place.path != "/" {
            place.deleteLastPathComponent()
            let candidate = place.appendingPathComponent("continuum").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return "continuum"
    }()

    /// The folder of the shipped data.
    static let datasets = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("datasets").path

    /// Starts the program; output goes to files, so that it never waits for a reader.
    func start(_ arguments: [String], input: String? = nil, name: String = "run") throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        for (suffix, text) in [("out", ""), ("err", ""), ("in", input ?? "")] {
            try text.write(toFile: "\(folder)/.\(name).\(suffix)", atomically: false, encoding: .utf8)
        }
        process.standardInput = FileHandle(forReadingAtPath: "\(folder)/.\(name).in")
        process.standardOutput = FileHandle(forWritingAtPath: "\(folder)/.\(name).out")
        process.standardError = FileHandle(forWritingAtPath: "\(folder)/.\(name).err")
        try process.run()
        return process
    }

    func finish(_ process: Process, name: String = "run") throws -> Outcome {
        process.waitUntilExit()
        func text(_ suffix: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/.\(name).\(suffix)")), as: UTF8.self)
        }
        return Outcome(code: process.terminationStatus, output: try text("out"), errors: try text("err"))
    }

    /// Runs the program to its end.
    @discardableResult
    func run(_ arguments: String..., input: String? = nil) throws -> Outcome {
        try finish(start(arguments, input: input))
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

    /// The cells of a CSV file without quotes.
    static func cells(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
}
