import Foundation
import Testing

@testable import ContinuumTool

/// Files that results are written to.
@Suite struct OutputFileTests {
    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func appearsWhole() throws {
        let tool = try Tool()
        let path = tool.folder + "/result.txt"
        try tool.write("result.txt", "before")
        let file = try OutputFile(path)
        try file.write(Array("after".utf8))
        #expect(try text(path) == "before")
        try file.finish()
        #expect(try text(path) == "after" && !tool.exists("result.txt.part"))
    }

    @Test func leavesNothingWhereItIsGivenUp() throws {
        let tool = try Tool()
        do {
            let file = try OutputFile(tool.folder + "/result.txt")
            try file.write(Array("half".utf8))
            #expect(tool.exists("result.txt.part"))
        }
        #expect(!tool.exists("result.txt") && !tool.exists("result.txt.part"))
        #expect(throws: CommandError.self) { try OutputFile(tool.folder + "/nowhere/result.txt") }
    }

    @Test(arguments: [true, false])
    func followsLinks(_ exists: Bool) throws {
        let tool = try Tool()
        if exists { try tool.write("real.txt", "before") }
        let link = tool.folder + "/link.txt"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.txt")
        try OutputFile.write("after", to: link)
        #expect(try text(tool.folder + "/real.txt") == "after")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.txt")
    }

    @Test func writesDevices() throws {
        let tool = try Tool()
        let outcome = try tool.run("generate", "fish", "--output", "/dev/fd/2")
        #expect(outcome.code == 0 && outcome.output.isEmpty)
        #expect(throws: CommandError.self) { try OutputFile.write("text", to: "/dev/full") }
        #expect(
            try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType != .typeRegular)
    }
}
