import Foundation
import Testing

@testable import ContinuumTool

/// What holds of every option of every verb.
@Suite struct OptionTests {
    private static let commands = CommandLineInterface.tree.commands

    /// Command lines that together make a verb ask for everything it may be told.
    private static func lines(_ verb: String) -> [String]? {
        switch verb {
        case "demo": nil
        case "import": ["waves.csv"]
        case "profile", "models": [""]
        case "query": ["SELECT"]
        case "fit": ["m --epochs 1 --hidden 4 --latent 2 --validation 0"]
        case "calibrate": ["n"]
        case "backtest": ["m --cutoff 5 --horizon 1"]
        case "forecast": ["m --at 9", "m --at-file times.csv"]
        case "interpolate": ["m --at 3", "m --at-file times.csv"]
        case "ask": ["m --when x<0 --horizon 2 --risk 1e-1 --samples 20"]
        case "plot": ["m --json"]
        case "show": ["m"]
        case "report": ["m --series s1 --output page.html"]
        case "delete": ["n"]
        case "export": ["m m.safetensors"]
        case "events fit": ["rate"]
        case "events forecast", "events check": ["rate"]
        case "events plot": ["rate --json"]
        case "events simulate": ["rate --for 10", "rate --window 1970,1980"]
        case "generate": ["man"]
        default: []
        }
    }

    /// No verb declares an option that it does not ask for, nor asks for one that it does not declare.
    @Test func everyOptionDeclaredIsRead() throws {
        let tool = try Tool.withModel()
        try tool.write("times.csv", "series,time\ns1,3\n")
        try tool.write("ahead.csv", "series,time\ns1,9\n")
        #expect(
            try tool.run(
                "fit", "n", "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--hidden", "4", "--latent", "2"
            ).code == 0)
        #expect(
            try tool.run("import", Tool.datasets + "/coal.csv.gz", "--events", "--window", "1851,1963").code == 0)
        #expect(try tool.run("events", "fit", "rate").code == 0)
        let sink = open("/dev/null", O_WRONLY)
        defer { close(sink) }
        for command in Self.commands {
            var asked: Set<String> = [Option.quiet.name, Option.help.name]
            guard let lines = Self.lines(command.name) else {
                // The demo refuses a folder that exists, after it has read its options.
                let arguments = try Arguments(["--data", Tool.datasets, tool.folder], command)
                #expect(throws: UsageError.self) {
                    try command.run(arguments, Console(isQuiet: true, output: sink, errors: sink))
                }
                #expect(arguments.asked.union(asked) == Set(command.options.map(\.name)), "\(command.name)")
                continue
            }
            #expect(!lines.isEmpty, "\(command.name): say here with which words it reads all of its options")
            for line in lines {
                var words = line.split(separator: " ").map(String.init)
                // Names of files are those of the tool's folder.
                words = words.map { $0.contains(".") ? "\(tool.folder)/\($0)" : $0 }
                if command.name == "query" { words = ["SELECT 1"] }
                if command.name == "forecast" { words = words.map { $0.replacing("times.csv", with: "ahead.csv") } }
                if command.commonOptions.contains(where: { $0.name == Option.store.name }) {
                    words += ["--store", "\(tool.folder)/continuum.sqlite"]
                }
                let arguments = try Arguments(words, command)
                try command.run(arguments, Console(isQuiet: true, output: sink, errors: sink))
                asked.formUnion(arguments.asked)
            }
            #expect(asked == Set(command.options.map(\.name)), "\(command.name)")
        }
    }

    @Test func declarationsAreWellFormed() {
        for command in Self.commands {
            let names = command.options.map(\.name)
            #expect(Set(names).count == names.count, "\(command.name)")
            #expect(!command.examples.isEmpty && command.summary.hasSuffix("."), "\(command.name)")
            for label in command.options.map(\.label) {
                #expect(label.name.hasPrefix("--") && !label.summary.hasSuffix("."), "\(command.name) \(label.name)")
                #expect(label.help.hasSuffix("."), "\(command.name) \(label.name)")
            }
        }
    }

    /// Every example of help is a command line that its verb takes.
    @Test func examplesAreTaken() throws {
        for command in Self.commands {
            for example in command.examples {
                // What comes before the program, or after its words, is the shell's.
                let words = try #require(example.split(separator: "continuum ", maxSplits: 1).last)
                    .split(separator: ")")[0].replacing("'", with: "\"").split(
                        separator: "\"", omittingEmptySubsequences: false
                    )
                    .enumerated().flatMap { $0 % 2 == 1 ? [String($1)] : $1.split(separator: " ").map(String.init) }
                let verb = command.name.split(separator: " ").map(String.init)
                #expect(Array(words.prefix(verb.count)) == verb, "\(example)")
                #expect(throws: Never.self, "\(example)") {
                    _ = try Arguments(Array(words.dropFirst(verb.count)), command)
                }
            }
        }
    }

    @Test func valuesAndDefaults() throws {
        let count = Option("--count", "N", "Count", .integer(in: 1...9), default: 3)
        let share = Option("--share", "X", "Share", .probability, otherwise: "none")
        let format = Option("--format", nil, "Format", .choice(), default: RowFormat.csv)
        let names = Option("--names", "A,B", "Names", .names)
        let flag = Option.flag("--flag", "Flag")
        let command = Command("try", "Try.", options: [count, share, format, names, flag], examples: ["x"]) { _, _ in }
        let nothing = try Arguments([], command)
        #expect(nothing[count] == 3 && nothing[share] == nil && nothing[format] == .csv && !nothing[flag])
        let all = try Arguments(
            ["--count=4", "--share", "0.25", "--format", "json", "--names", "a, b", "--flag"], command)
        #expect(all[count] == 4 && all[share] == 0.25 && all[format] == .json && all[flag])
        #expect(all[names] == ["a", "b"] && all.isGiven(names) && !nothing.isGiven(names))
        #expect(count.label.help == "Count (default: 3)." && share.label.help == "Share (default: none).")
        #expect(format.label.usage == "--format csv|json|table" && format.label.help == "Format (default: csv).")
        #expect(flag.label.usage == "--flag" && flag.label.help == "Flag.")
        #expect(throws: UsageError.self) { try Arguments(["--count", "10"], command) }
        #expect(throws: UsageError.self) { try Arguments(["--count", "4", "--count", "4"], command) }
        #expect(throws: UsageError.self) { try Arguments(["word"], command) }
    }
}
