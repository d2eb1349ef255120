import Foundation
import Testing

/// Exactly what the program prints, on which stream, and its exit code, when something is wrong.
@Suite struct GoldenErrorTests {
    /// A transcript of `lines`, run one after the other in the folder of `tool`.
    private func transcript(_ tool: Tool, _ lines: [String]) throws -> String {
        var text = ""
        for line in lines {
            let outcome = try tool.finish(tool.start(Self.words(line)))
            text += "$ continuum\(line.isEmpty ? "" : " ")\(line)\n"
            for output in outcome.output.split(separator: "\n") { text += "output: \(output)\n" }
            for error in outcome.errors.split(separator: "\n") { text += "error:  \(error)\n" }
            text += "exit:   \(outcome.code)\n\n"
        }
        return text
    }

    /// The words of a line, single quotes around those with blanks.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        for (index, part) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            words += index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
        return words
    }

    @Test func usage() throws {
        try Golden.expect(
            try transcript(
                Tool(),
                [
                    "forcast m", "events forcast m", "event fit m", "xyzzy", "help forcast",
                    "fit m --epoch 3", "fit m --wombat", "fit m --json=yes", "fit m --epochs", "fit m --epochs --json",
                    "fit m --epochs many", "fit m --epochs 0", "fit m --rtol -1", "fit m --validation 2",
                    "fit m --solver dopri", "fit m --solver=", "fit m --kind arima", "fit m --time-limit soon",
                    "fit m --epochs 3 --epochs 4", "fit", "fit m n", "export m", "delete", "import",
                    "profile m", "query", "generate", "generate ksh", "generate fihs",
                    "forecast m --quantiles 0.5,2", "forecast m --series a,,b", "forecast m --time-zone Mars",
                    "forecast m --samples 10 --draws 5 --at 3", "forecast m --format cvs", "forecast m --threads 0",
                    "plot m --output picture.jpg", "plot m --coverage 1",
                    "import f --time-format never", "import f --delimiter ab", "import f --on-duplicate add",
                    "import f --window 3",
                    "events fit m --kind hawks", "events fit m --trend", "events fit m --kind log-linear",
                    "events fit m --kind piecewise --period 1,2", "events forecast m --between 3",
                    "events simulate m", "events simulate m --for 1 --window 0,1",
                    "events simulate m --window 0,1 --series a", "events simulate m --method guess",
                    "events check m --json --plot",
                ]), "errors/usage.txt")
    }

    @Test func files() throws {
        let tool = try Tool()
        try tool.write("empty.csv", "")
        try tool.write("bad.csv", "id,time,x\na,1,1\na,2,two\na,3,3\n")
        try tool.write("text.sqlite", String(repeating: "these are words ", count: 64))
        try Golden.expect(
            try transcript(
                tool,
                [
                    "profile", "profile --store text.sqlite", "fit m", "import none.csv", "import .",
                    "import empty.csv",
                    "import bad.csv", "import bad.csv none.csv empty.csv", "demo . --data .", "demo --data nowhere",
                ]), "errors/files.txt")
    }

    @Test func answers() throws {
        let tool = try Tool()
        // Numbers that are exact in binary, so that no message hangs on how a library rounds.
        var text = "id,time,x\n"
        for series in 0..<12 {
            for point in 0..<8 {
                text +=
                    "s\(series),\(Double(point) + Double((series + 3 * point) % 4) / 4),\(Double((7 * series + 3 * point) % 10) / 4)\n"
            }
        }
        try tool.write("steps.csv", text)
        try tool.write("times.csv", "series,when\ns1,3\n")
        #expect(try tool.run("import", "steps.csv").code == 0)
        #expect(
            try tool.run(
                "fit", "m", "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--hidden", "4", "--latent", "2"
            ).code == 0)
        #expect(
            try tool.run("import", Tool.datasets + "/coal.csv.gz", "--events", "--window", "1851,1963").code == 0)
        #expect(try tool.run("events", "fit", "rate").code == 0)
        try Golden.expect(
            try transcript(
                tool,
                [
                    "forecast m --for 3", "forecast m --at 9 --align", "forecast m --at 9 --every 1",
                    "forecast m --every 1",
                    "forecast m --every 1 --until 9 --for 2", "forecast m --at 9 --until 12",
                    "forecast m --at tomorrow",
                    "forecast m --at 3", "forecast m --at 3 --series s1", "interpolate m --at 100",
                    "forecast other --at 30", "forecast n --at 30", "forecast m --series s99 --at 30",
                    "forecast m --variables y --at 30", "forecast m --at-file none.csv",
                    "forecast m --at-file times.csv",
                    "forecast m --every 1e-9 --until 1e9", "forecast m --at 9 --format table --json",
                    "show other", "delete other", "export other file.safetensors",
                    "export m nowhere/file.safetensors", "profile --series s99",
                    "forecast m --at 9 --no-save --output nowhere/file.csv", "profile --output nowhere/file.txt",
                    "plot m --series s99", "plot m --variables y", "plot rate", "forecast rate --at 1970",
                    "events forecast m", "events check m", "events plot m", "events fit z --marks wombat",
                    "events fit z --series s1 --until 1", "events forecast rate --between 9,3",
                    "events forecast rate --at 1 --every 1 --for 3", "events forecast rate --every 1",
                    "events simulate rate --window 3,2",
                    "fit z --until -100", "fit z --kind latent-ode --series s1,s2", "fit z --resume",
                    "fit z --variables y",
                    "fit z --solver rk4 --rtol 1e-5", "fit z --gradient-memory 2", "fit z --gradient-atol 1e-5",
                    "fit z --regularize kinetics=1", "fit z --regularize kinetic",
                    "fit z --regularize errors=1 --solver rk4",
                    "fit z --regularize errors=1 --gradient continuous", "fit z --event-times --regularize kinetic=1",
                    "query 'DROP TABLE series'", "query 'SELECT 1; SELECT 2'", "query 'SELECT wombat'",
                ]), "errors/answers.txt")
    }
}
