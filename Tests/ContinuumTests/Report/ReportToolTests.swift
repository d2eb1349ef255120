import Foundation
import Testing

/// `continuum report`, from the files to the page.
@Suite(.enabled(if: Browser.isGnuplotInstalled, "gnuplot draws the pictures")) struct ReportToolTests {
    private static let hostile = "<script>alert(1)</script>"

    /// A store of hostile names with a small latent ODE and a simple rule.
    private func tool() throws -> Tool {
        let tool = try Tool()
        var text = "id,time,<b>x</b>&,y\n"
        for (index, series) in [Self.hostile, "it's \"b\"", "c"].enumerated() {
            let name = "\"\(series.replacing("\"", with: "\"\""))\""
            for point in 0..<30 {
                let time = Double(point) + 0.2 * sin(Double(index + 3 * point))
                text += "\(name),\(time),\(exp(sin(0.5 * time))),\(cos(time))\n"
            }
        }
        try tool.write("waves.csv", text)
        let taken = try tool.run("import", "waves.csv", "--unit", "y=<i>m</i>", "--on-duplicate", "mean")
        #expect(taken.code == 0, "\(taken.errors)")
        let fit = try tool.run(
            "fit", "m", "--kind", "latent-ode", "--no-trial", "--epochs", "3", "--hidden", "8", "--latent", "3",
            "--rtol", "0.002", "--seed", "4")
        #expect(fit.code == 0, "\(fit.errors)")
        #expect(try tool.run("fit", "rule", "--kind", "last-value", "--rivals", "mean,drift").code == 0)
        return tool
    }

    private func page(_ tool: Tool, _ words: String...) throws -> String {
        let outcome = try tool.finish(tool.start(["report"] + words + ["--output", "page.html", "--draws", "20"]))
        #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        return try String(contentsOfFile: tool.folder + "/page.html", encoding: .utf8)
    }

    @Test func thePageIsWholeAndSafe() throws {
        let tool = try tool()
        let html = try page(tool, "m")
        let checks = PageChecks(html)
        #expect(checks.faults.isEmpty, "\(checks.faults)")
        #expect(checks.elements["figure"] == 3 && (checks.elements["section"] ?? 0) == 5)
        for text in [
            "Report on the model m", "<b>x</b>&", "<i>m</i>", "validation loss", "Values of the forecast", "last value",
        ] {
            #expect(checks.text.contains(text), "\(text)")
        }
        let rule = PageChecks(try page(tool, "rule", "--series", "c"))
        #expect(rule.faults.isEmpty && rule.elements["figure"] == 1, "\(rule.faults)")
        // Three series of thirty rows: whatever was hidden, the rivals of the trial stand in a table.
        #expect(rule.text.contains("Trial") == rule.text.contains("drift"))
    }

    /// The commands that the page names, run in another folder, come to the same model and page.
    @Test func theCommandsOfThePageRepeatIt() throws {
        let tool = try tool()
        _ = try page(tool, "m", "--series", "c")
        let lines = PageChecks(try page(tool, "m", "--series", "c")).text
            .split(separator: "\n").filter { $0.hasPrefix("continuum ") }
        #expect(lines.count == 3 && lines[0].contains("--unit 'y=<i>m</i>'"), "\(lines)")
        let other = try Tool()
        try other.write("waves.csv", try String(contentsOfFile: tool.folder + "/waves.csv", encoding: .utf8))
        for line in lines {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "'\(Tool.path)' " + line.dropFirst("continuum ".count)]
            process.currentDirectoryURL = URL(fileURLWithPath: other.folder)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(line)")
        }
        let weights = "SELECT hex(weights) AS w, settings FROM model WHERE name = 'm'"
        #expect(try tool.run("query", weights).output == other.run("query", weights).output)
        #expect(other.exists("page.html"))
    }

    /// The newest backtest of the model stands in the page, with its calibration.
    @Test func aBacktestIsTold() throws {
        let tool = try tool()
        let backtest = try tool.run("backtest", "rule", "--cutoff", "0.6", "--horizon", "8")
        #expect(backtest.code == 0, "\(backtest.errors)")
        let checks = PageChecks(try page(tool, "rule", "--series", "c"))
        #expect(checks.faults.isEmpty, "\(checks.faults)")
        for text in ["Backtest 1 of rule", "last-value *", "band of 95 %", "quantile 0.95: share"] {
            #expect(checks.text.contains(text), "\(text)")
        }
    }

    @Test func whatCannotBeReportedIsSaid() throws {
        let tool = try tool()
        #expect(try tool.run("report", "none").code == 2)
        #expect(try tool.run("report", "m", "--series", "d").code == 2)
        #expect(try tool.run("report", "m", "--variables", "z").code == 2)
        let printed = try tool.run("report", "rule", "--series", "c")
        #expect(printed.code == 0 && printed.output.hasPrefix("<!DOCTYPE html>"))
    }

    /// Chromium opens the page, at the width of a desk and of a telephone, and takes its picture.
    @Test(
        .enabled(if: Browser.path != nil, "chromium opens the page; on Debian: sudo apt-get install chromium"),
        arguments: [(1100, 3000), (420, 4000)])
    func aBrowserShowsThePage(_ width: Int, _ height: Int) throws {
        let tool = try tool()
        _ = try page(tool, "m")
        let picture = tool.folder + "/page.png"
        try Browser.open(
            tool.folder + "/page.html", ["--screenshot=\(picture)", "--window-size=\(width),\(height)"], in: tool.folder
        )
        let bytes = try Data(contentsOf: URL(fileURLWithPath: picture))
        #expect(Array(bytes.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
        func number(_ offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(number(16) == width && number(20) == height)
        // A blank picture of this size takes some 15 kB.
        #expect(bytes.count > 60_000, "\(bytes.count) bytes")
        let document = try Browser.open(tool.folder + "/page.html", ["--dump-dom"], in: tool.folder)
        #expect(document.contains("<h1>Report on the model m</h1>") && document.contains("Example forecasts"))
        #expect(!document.contains("<script>") && document.contains("&lt;script&gt;alert(1)"))
    }
}
