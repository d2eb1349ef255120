import Foundation
import Testing

/// `continuum backtest` from models to table, points and pictures, and what it says to bad input.
@Suite struct BacktestToolTests {
    /// A tool whose store holds slow waves, 24 times of two variables in each of 6 series, and a model `line` that saw none after 12.
    private func tool() throws -> Tool {
        let tool = try Tool()
        var text = "id,time,x,y\n"
        for series in 0..<6 {
            for point in 0..<24 {
                let time = Double(point) + 0.3 * sin(Double(series + 3 * point))
                let wiggle = 0.3 * sin(Double(point * point + 7 * series))
                let y = point % 3 == 0 ? "" : "\(10 + 0.2 * time + wiggle)"
                text += "s\(series),\(time),\(sin(0.5 * time + Double(series)) + wiggle),\(y)\n"
            }
        }
        try tool.write("data.csv", text)
        #expect(try tool.run("import", "data.csv").code == 0)
        #expect(try tool.run("fit", "line", "--kind", "drift", "--until", "12", "--no-trial").code == 0)
        return tool
    }

    private func document(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The document without the number of the backtest.
    private func table(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("  \"backtest\"") }.joined(separator: "\n")
    }

    @Test func theRoadToTablePointsAndPictures() throws {
        let tool = try tool()
        let words = [
            "backtest", "line,regression", "--cutoff", "13", "--every", "4", "--horizon", "8", "--quantiles",
            "0.1,0.5,0.975",
        ]
        let outcome = try tool.finish(
            tool.start(words + ["--json", "--predictions", "points.csv", "--plot", "pictures", "--threads", "2"]))
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try document(outcome.output)
        let models = try #require(found["models"] as? [[String: Any]])
        let names = models.compactMap { $0["name"] as? String }
        #expect(
            Set(names) == [
                "line", "regression", "last-value", "mean", "weighted-mean", "drift", "seasonal-naive",
                "seasonal-profile", "state-space",
            ])
        func overall(_ model: [String: Any]) throws -> [String: Any] {
            try #require(model["overPoints"] as? [String: Any])
        }
        let scores = try models.map { try #require(try overall($0)["crps"] as? Double) }
        #expect(scores == scores.sorted())
        #expect((found["cutoffs"] as? [Double]) == [13, 17, 21] && found["isScaled"] as? Bool == true)
        #expect(!outcome.errors.contains("warning"))

        // Every score comes from the points.
        let rows = Tool.cells(try String(contentsOfFile: "\(tool.folder)/points.csv", encoding: .utf8))
        #expect(
            rows[0] == [
                "model", "series", "variable", "cutoff", "time", "lead", "actual", "mean", "sd", "q10", "q50", "q97.5",
            ])
        let own = rows.filter { $0[0] == "line" && $0[2] == "x" }.map { $0.dropFirst(3).map { Double($0) ?? .nan } }
        let cells = try #require(models[names.firstIndex(of: "line") ?? 0]["variables"] as? [[String: Any]])
        let metrics = try #require(cells[0]["metrics"] as? [String: Any])
        #expect(cells[0]["variable"] as? String == "x" && metrics["points"] as? Int == own.count)
        let error = own.reduce(0) { $0 + ($1[4] - $1[3]) * ($1[4] - $1[3]) } / Double(own.count)
        #expect(abs((metrics["mse"] as? Double ?? .nan) - error) < 1e-12)
        #expect(own.allSatisfy { $0[1] > $0[0] && $0[1] <= $0[0] + 8 && $0[2] > 0 })
        #expect(rows.count - 1 == names.count * (found["points"] as? Int ?? 0))
        for picture in ["error-by-lead", "coverage-by-lead", "calibration", "pit", "fan-worst", "fan-median"] {
            let text = try String(contentsOfFile: "\(tool.folder)/pictures/\(picture).svg", encoding: .utf8)
            #expect(text.hasSuffix("</svg>\n") || text.hasSuffix("</svg>\n\n"), "\(picture)")
        }
        // The store says the same.
        let stored = try tool.run(
            "query",
            "SELECT value FROM scores WHERE model = 'line' AND variable = 'x' AND metric = 'mse' AND scope = 'variable'"
        )
        #expect(abs((Double(stored.output.split(separator: "\n").last ?? "") ?? .nan) - error) < 1e-12)

        // Again with other threads: the same document; and the table for the eye.
        let again = try tool.finish(tool.start(words + ["--json", "--threads", "1", "--quiet"]))
        #expect(table(again.output) == table(outcome.output) && again.errors.isEmpty)
        let page = try tool.finish(tool.start(words + ["--by-lead", "--by-series", "--output", "page.txt"]))
        #expect(page.code == 0 && page.output.isEmpty)
        let text = try String(contentsOfFile: "\(tool.folder)/page.txt", encoding: .utf8)
        for part in [
            "over all points", "variable y", "lead 0 to ", "CRPS by series", "mean *", "the best simple rule",
            "Diebold–Mariano",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try tool.run("query", "SELECT count(*) FROM backtest").output == "count(*)\n1\n")
    }

    @Test func aKilledBacktestResumesToTheSameTable() throws {
        let tool = try tool()
        let words = ["backtest", "regression", "--cutoff", "10", "--every", "1", "--json"]
        let none = try tool.finish(tool.start(words + ["--resume"]))
        #expect(none.code == 2 && none.errors.contains("no interrupted backtest"), "\(none.errors)")
        let process = try tool.start(words, name: "killed")
        var parts = 0
        while process.isRunning, parts == 0 {
            usleep(50_000)
            let count = try tool.run("query", "SELECT count(*) FROM backtest_part").output
            parts = Int(count.split(separator: "\n").last ?? "") ?? 0
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(parts > 0 && process.terminationReason == .uncaughtSignal)
        let changed = try tool.finish(tool.start(words + ["--resume", "--seed", "1"]))
        #expect(changed.code == 2 && changed.errors.contains("other data, models or settings"), "\(changed.errors)")
        let resumed = try tool.finish(tool.start(words + ["--resume"]))
        #expect(resumed.code == 0, "\(resumed.errors)")
        let whole = try tool.finish(tool.start(words))
        #expect(table(resumed.output) == table(whole.output) && whole.code == 0)
        #expect(try tool.run("query", "SELECT count(*) FROM backtest_part").output == "count(*)\n0\n")
    }

    @Test func interruptedKeepsWhatWasDone() throws {
        let tool = try tool()
        let process = try tool.start(["backtest", "regression", "--cutoff", "10", "--every", "1"])
        usleep(600_000)
        process.interrupt()
        let outcome = try tool.finish(process)
        #expect(outcome.code == 130 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(outcome.errors.contains("--resume"))
    }

    @Test func modelsThatSawTheAnswersAreNamed() throws {
        let tool = try tool()
        #expect(try tool.run("fit", "all", "--kind", "mean", "--no-trial").code == 0)
        let words = ["--cutoff", "16", "--horizon", "4", "--variables", "x"]
        let outcome = try tool.finish(tool.start(["backtest", "all,line,latent"] + words))
        #expect(outcome.code == 2 && outcome.errors.contains("'latent'"), "\(outcome.errors)")
        let warned = try tool.finish(tool.start(["backtest", "all,line"] + words))
        #expect(warned.code == 0 && warned.errors.contains("warning: the model all was fitted to rows after"))
        #expect(!warned.errors.contains("the model line") && warned.output.contains("all !"))
        #expect(!warned.output.contains("variable x"))
        let held = try tool.finish(tool.start(["backtest", "line,mean", "--unseen", "0.25", "--json"] + words))
        #expect(held.code == 0 && held.errors.contains("the model line was fitted to rows after"))
        #expect((try document(held.output)["unseen"] as? [String])?.count == 2)
    }

    @Test func impossibleRequestsAreRefused() throws {
        let tool = try tool()
        for (words, code, part) in [
            (["mean", "--cutoff", "-5"], 2, "nothing was observed up to"),
            (["mean", "--cutoff", "1e6"], 2, "nothing was observed after"),
            (["mean", "--cutoff", "tomorrow"], 64, "--cutoff tomorrow"),
            (["mean", "--cutoff", "2020-01-01"], 64, "--cutoff 2020-01-01"),
            (["mean", "--unseen", "1.5"], 64, "--unseen 1.5"),
            (["mean", "--unseen", "0.01"], 64, "0.01 is no share of the series"),
            (["mean", "--every", "1e-9"], 64, "longer step"), (["mean", "--every", "-1"], 64, "--every"),
            (["mean", "--horizon", "1e-9"], 2, "longer --horizon"),
            (["wombat"], 2, "'wombat'"), (["lin"], 2, "line"), (["mean,"], 64, "empty"),
            (["mean", "--kinds", "arima"], 64, "--kinds arima"), (["mean", "--series", "nobody"], 2, "nobody"),
            (["mean", "--variables", "z"], 2, "z"), (["mean", "--predictions", "/nowhere/p.csv"], 1, "/nowhere"),
            (["mean", "--plot", "data.csv"], 1, "data.csv"), ([], 64, "NAME"),
        ] {
            let found = try tool.finish(tool.start(["backtest"] + words))
            #expect(found.code == code, "\(words): \(found.code) \(found.errors)")
            #expect(found.errors.contains(part), "\(words): \(found.errors)")
            #expect(found.output.isEmpty || words.contains("--plot"), "\(words)")
        }
        #expect(try tool.run("backtest", "mean", "--store", "none.sqlite").code == 66)
        let few = try Tool()
        try few.write("data.csv", "id,time,x\na,1,1\na,2,2\na,3,3\n")
        #expect(try few.run("import", "data.csv").code == 0)
        let outcome = try few.run("backtest", "regression", "--cutoff", "2")
        #expect(outcome.code == 2 && outcome.errors.contains("regression"), "\(outcome.errors)")
    }
}
