import Testing

@testable import ContinuumTool

/// The help of the program and of every verb, to the letter.
@Suite struct GoldenHelpTests {
    @Test func program() throws {
        let help = try Tool().run("--help")
        #expect(help.code == 0 && help.errors.isEmpty)
        try Golden.expect(help.output, "help/continuum.txt")
        let nothing = try Tool().run()
        #expect(nothing.code == 64 && nothing.output.isEmpty && nothing.errors == help.output)
    }

    @Test(arguments: CommandLineInterface.tree.groups.map(\.name))
    func group(_ name: String) throws {
        let help = try Tool().run(name, "--help")
        #expect(help.code == 0 && help.errors.isEmpty)
        try Golden.expect(help.output, "help/\(name).txt")
        #expect(try Tool().run("help", name).output == help.output)
        let nothing = try Tool().run(name)
        #expect(nothing.code == 64 && nothing.output.isEmpty && nothing.errors == help.output)
    }

    @Test(arguments: CommandLineInterface.tree.commands.map(\.name))
    func verb(_ name: String) throws {
        let words = name.split(separator: " ").map(String.init)
        let tool = try Tool()
        let help = try tool.finish(tool.start(words + ["--help"]))
        #expect(help.code == 0 && help.errors.isEmpty)
        #expect(help.output.contains("\nEXAMPLES:\n  "))
        try Golden.expect(help.output, "help/\(words.joined(separator: "-")).txt")
        #expect(try tool.finish(tool.start(["help"] + words)).output == help.output)
    }
}
