import Foundation
import Testing

@Suite struct ToolTests {
    @Test func theRoadFromFileToPicture() throws {
        let tool = try Tool.withModel()
        let forecast = try tool.run("forecast", "m", "--series", "s3", "--at", "9,10.5", "--quantiles", "0.025,0.5")
        let rows = Tool.cells(forecast.output)
        #expect(rows[0] == ["series", "variable", "time", "lead", "mean", "sd", "q02.5", "q50", "kind", "forecast"])
        #expect(rows.count == 3 && rows[1][2] == "9" && rows[2][2] == "10.5" && rows[1][8] == "forecast")
        let again = try tool.run(
            "query", "SELECT mean FROM forecast_value WHERE forecast = \(rows[1][9]) ORDER BY time")
        #expect(Tool.cells(again.output).dropFirst().map { $0[0] } == [rows[1][4], rows[2][4]])
        let inside = try tool.run("interpolate", "m", "--every", "2", "--output", "all.csv", "--quiet")
        #expect(inside.code == 0 && inside.output.isEmpty && inside.errors.isEmpty)
        let told = try tool.run("interpolate", "m", "--every", "2", "--series", "s1", "--output", "one.csv")
        #expect(told.output.isEmpty && told.errors.hasPrefix("one.csv: 4 rows"), "\(told.errors)")
        let table = Tool.cells(try String(contentsOfFile: tool.folder + "/all.csv", encoding: .utf8))
        #expect(Set(table.dropFirst().map { $0[0] }).count == 12)
        let samples = try tool.run("forecast", "m", "--series", "s1", "--at", "9", "--samples", "4", "--no-save")
        #expect(Tool.cells(samples.output).map(\.count) == [5, 5, 5, 5, 5])
        for verb in [["models"], ["show", "m"], ["profile"], ["show", "m", "--json"]] {
            let outcome = try tool.finish(tool.start(verb))
            #expect(outcome.code == 0 && outcome.output.contains("m"), "\(verb)")
        }
        #expect(try tool.run("delete", "m").code == 0)
        #expect(try tool.run("query", "SELECT count(*) AS n FROM forecast_value").output == "n\n0\n")
        #expect(try tool.run("show", "m").code == 2)
    }

    @Test func jsonIsOneDocument() throws {
        let tool = try Tool.withModel()
        for arguments in [
            ["profile", "--json"], ["models", "--json"], ["show", "m", "--json"],
            ["forecast", "m", "--at", "9", "--json", "--no-save"], ["query", "SELECT 1 AS \"a \"\"b\"", "--json"],
            ["import", "waves.csv", "--json"], ["plot", "m", "--json"], ["export", "m", "m.safetensors", "--json"],
            ["fit", "n", "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--json"],
            ["delete", "m", "n", "--json"],
        ] {
            let outcome = try tool.finish(tool.start(arguments))
            #expect(throws: Never.self, "\(arguments)") {
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            }
        }
    }

    @Test func exitCodes() throws {
        let tool = try Tool.withModel()
        func code(_ arguments: String...) throws -> Int32 { try tool.finish(tool.start(arguments)).code }
        #expect(try code() == 64)
        #expect(try code("--version") == 0)
        #expect(try code("fit", "--help") == 0)
        #expect(try code("forcast", "m") == 64)
        #expect(try code("fit", "m", "--epoch", "3") == 64)
        #expect(try code("fit", "m", "--epochs", "many") == 64)
        #expect(try code("fit") == 64)
        #expect(try code("forecast", "m", "--at", "3") == 2)
        #expect(try code("forecast", "other", "--at", "30") == 2)
        #expect(try code("forecast", "m", "--series", "s99", "--at", "30") == 2)
        #expect(try code("forecast", "m", "--at", "2024-01-01") == 64)
        #expect(try code("forecast", "m", "--until", "9") == 64)
        #expect(try code("interpolate", "m", "--at", "100") == 2)
        #expect(try code("profile", "--store", "none.sqlite") == 66)
        #expect(try code("import", "none.csv") == 66)
        #expect(try code("query", "DROP TABLE series") == 64)
        #expect(try code("query", "SELECT 1; SELECT 2") == 64)
        #expect(try code("query", " -- nothing") == 64)
        #expect(try code("query", "SELECT 1;\n") == 0)
        try tool.write("bad.csv", "id,time,x\na,1,1\na,2,two\na,3,3\n")
        #expect(try code("import", "bad.csv", "--store", "new.sqlite") == 65)
        #expect(!tool.exists("new.sqlite"))
        try tool.write("one.csv", "id,time,x\na,1,1\n")
        #expect(try code("import", "one.csv", "--store", "one.sqlite") == 0)
        #expect(try code("fit", "m", "--store", "one.sqlite") == 2)
        // One point less than enough: profile and fit agree.
        try tool.write("few.csv", "id,time,x\n" + (1...49).map { "a,\($0),\($0 % 3)\n" }.joined())
        #expect(try code("import", "few.csv", "--store", "few.sqlite") == 0)
        #expect(try tool.run("profile", "--store", "few.sqlite").output.contains("latent-ode: too little data: 49"))
        #expect(try code("fit", "m", "--kind", "latent-ode", "--store", "few.sqlite") == 2)
    }

    @Test func aFullDiskIsNoSuccess() throws {
        let tool = try Tool.withModel()
        for verb in [["query", "SELECT * FROM observation"], ["profile"], ["models", "--json"]] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Tool.path)
            process.arguments = verb
            process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
            process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 1, "\(verb)")
        }
    }

    @Test func everyGradientFitsAndIsKeptWithTheModel() throws {
        let tool = try Tool.withModel()
        for gradient in [
            ["checkpointed", "--gradient-memory", "0.01"], ["continuous"],
            ["interpolating", "--gradient-rtol", "0.01", "--solver", "dop853"],
        ] {
            let fit = try tool.finish(
                tool.start(
                    [
                        "fit", "g", "--kind", "latent-ode", "--no-trial", "--epochs", "2", "--hidden", "8", "--latent",
                        "3", "--gradient",
                    ] + gradient))
            #expect(fit.code == 0, "\(fit.errors)")
            let settings = try tool.run("query", "SELECT settings FROM model WHERE name = 'g'").output
            #expect(settings.contains(gradient[0]), "\(settings)")
        }
        #expect(try tool.run("fit", "g", "--gradient", "discreet").errors.contains("did you mean discrete?"))
        #expect(try tool.run("fit", "g", "--gradient-memory", "2").code == 64)
        #expect(try tool.run("fit", "g", "--gradient-atol", "1e-5").code == 64)
        #expect(try tool.run("fit", "g", "--solver", "rk4", "--rtol", "1e-5").errors.contains("steps of one size"))
    }

    @Test func fieldsAreRegularisedAndKeptWithTheModel() throws {
        let tool = try Tool.withModel()
        let small = [
            "fit", "g", "--kind", "latent-ode", "--no-trial", "--epochs", "2", "--hidden", "8", "--latent", "3",
            "--json", "--regularize",
        ]
        let fit = try tool.finish(tool.start(small + ["kinetic=0.1,errors=100"]))
        #expect(fit.code == 0 && fit.output.contains("\"kineticEnergy\"") && fit.output.contains("\"evaluations\""))
        let settings = try tool.run("query", "SELECT settings FROM model WHERE name = 'g'").output
        #expect(settings.contains("kineticEnergy") && settings.contains("errorEstimates"))
        for (wrong, hint) in [
            ("kinetics=1", "did you mean kinetic?"), ("kinetic", "positive weight"), ("errors=-1", "positive weight"),
            ("kinetic=1,kinetic=2", "given twice"),
        ] {
            let outcome = try tool.finish(tool.start(small + [wrong]))
            #expect(outcome.code == 64 && outcome.errors.contains(hint), "\(outcome.errors)")
        }
        #expect(try tool.finish(tool.start(small + ["errors=1", "--gradient", "continuous"])).code == 64)
        #expect(try tool.finish(tool.start(small + ["errors=1", "--solver", "rk4"])).code == 64)
    }

    @Test func updatesThatFailAreSaidSo() throws {
        let tool = try Tool.withModel()
        let fit = try tool.run(
            "fit", "wild", "--kind", "latent-ode", "--no-trial", "--epochs", "12", "--learning-rate", "50", "--hidden",
            "8", "--latent", "3")
        #expect(fit.errors.contains("updates left out"), "\(fit.errors)")
        #expect(!fit.output.lowercased().contains("nan") && !fit.errors.lowercased().contains("nan"))
        if fit.code == 0 { #expect(fit.errors.contains("a smaller --learning-rate")) }
    }

    @Test func misspeltNamesAreAnsweredWithNearOnes() throws {
        let tool = try Tool.withModel()
        #expect(try tool.run("forcast", "m").errors.contains("did you mean forecast?"))
        #expect(try tool.run("fit", "m", "--epoch", "3").errors.contains("did you mean --epochs?"))
        #expect(try tool.run("fit", "m", "--solver", "dopri").errors.contains("did you mean dopri5?"))
        #expect(try tool.run("forecast", "m", "--series", "s33", "--at", "9").errors.contains("did you mean s3"))
        #expect(try tool.run("import", "waves.csv", "--time", "tme").errors.contains("did you mean time?"))
        #expect(try tool.run("interpolate", "m", "--at", "100").errors.contains("use forecast"))
    }

    @Test func badRowsAreListedWithTheirLines() throws {
        let tool = try Tool()
        try tool.write("bad.csv", "id,time,x\na,1,1\na,2,two\na,3,3\n")
        let refused = try tool.run("import", "bad.csv")
        #expect(refused.errors.contains("bad.csv:3: x 'two' is not a number"))
        #expect(refused.output.contains("3 rows read = 2 stored + 0 unchanged + 0 replaced + 1 rejected"))
        let taken = try tool.run("import", "bad.csv", "--allow-rejects")
        #expect(taken.code == 0)
        #expect(
            try tool.run("query", "SELECT line, reason FROM rejects").output
                == "line,reason\n3,x 'two' is not a number\n")
    }

    @Test func standardInputIsAFile() throws {
        let tool = try Tool()
        let outcome = try tool.finish(tool.start(["import", "-"], input: Tool.waves))
        #expect(outcome.code == 0 && outcome.output.contains("96 rows read = 96 stored"))
    }

    /// Starts a fit of `epochs` epochs and interrupts it once its first checkpoint is in the store.
    private func interruptedFit(_ tool: Tool, _ options: [String]) throws -> Tool.Outcome {
        let process = try tool.start(["fit", "m"] + options)
        while process.isRunning {
            let rows = try tool.finish(
                tool.start(["query", "SELECT epoch FROM checkpoint"], name: "ask"), name: "ask")
            if rows.output.split(separator: "\n").count > 1 { break }
        }
        process.interrupt()
        return try tool.finish(process)
    }

    @Test func interruptedFitsResumeToTheSameBits() throws {
        let tool = try Tool()
        try tool.write("waves.csv", Tool.waves)
        try tool.run("import", "waves.csv")
        var options: [String] = []
        var outcome = Tool.Outcome(code: 0, output: "", errors: "")
        // A fast machine may be done before it is interrupted: then with more epochs.
        for epochs in [300, 3000, 30_000] where outcome.code == 0 {
            options = [
                "--kind", "latent-ode", "--no-trial", "--epochs", "\(epochs)", "--seed", "3", "--hidden", "16",
                "--validation", "0",
            ]
            outcome = try interruptedFit(tool, options)
        }
        #expect(outcome.code == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("--resume"))
        #expect(try tool.run("fit", "m", "--resume", "--epochs", "17").code == 64)
        #expect(try tool.run("fit", "m", "--resume", "--threads", "1").code == 0)
        let whole = try tool.finish(tool.start(["fit", "n"] + options))
        #expect(whole.code == 0)
        let same = try tool.run(
            "query",
            """
            SELECT (SELECT weights FROM model WHERE name = 'm') = (SELECT weights FROM model WHERE name = 'n') AS same
            """)
        #expect(same.output == "same\n1\n")
    }

    @Test func readersReadWhileOneWritesAndAKilledImportLeavesNothing() throws {
        let tool = try Tool()
        try tool.write("waves.csv", Tool.waves)
        try tool.run("import", "waves.csv")
        var big = "id,time,x\n"
        for row in 0..<400_000 { big += "b,\(row),1\n" }
        try tool.write("big.csv", big)
        let count = "SELECT count(*) AS n FROM observation"
        let process = try tool.start(["import", "big.csv"], name: "big")
        usleep(300_000)
        #expect(try tool.run("query", count).output == "n\n96\n")
        kill(process.processIdentifier, SIGKILL)
        _ = try tool.finish(process, name: "big")
        #expect(try tool.run("query", count).output == "n\n96\n")
        #expect(try tool.run("query", "PRAGMA integrity_check").output == "integrity_check\nok\n")
        let first = try tool.start(["import", "big.csv"], name: "first")
        let second = try tool.start(["import", "big.csv"], name: "second")
        let outcomes = [try tool.finish(first, name: "first"), try tool.finish(second, name: "second")]
        #expect(outcomes.map(\.code) == [0, 0])
        #expect(outcomes.filter { $0.output.contains("400000 unchanged") }.count == 1)
        #expect(try tool.run("query", count).output == "n\n400096\n")
    }

    @Test func aSeriesAloneIsForecastAsAmongAll() throws {
        let tool = try Tool.withModel()
        let all = try tool.run("forecast", "m", "--every", "0.5", "--until", "12", "--no-save", "--threads", "2").output
        let rows = Tool.cells(all).filter { $0[0] == "s7" }
        for row in rows.prefix(3) {
            let single = try tool.run(
                "forecast", "m", "--series", "s7", "--at", row[2], "--no-save", "--threads", "1")
            #expect(Tool.cells(single.output)[1] == row)
        }
    }
}

@Suite struct PlotTests {
    /// Without gnuplot the message says how to get it; with it, the files are pictures.
    @Test func picturesOrAHint() throws {
        let tool = try Tool()
        try tool.write("waves.csv", Tool.waves)
        try tool.run("import", "waves.csv")
        try tool.run(
            "fit", "m", "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--hidden", "8", "--latent", "3")
        #expect(try tool.run("plot", "m", "--output", "picture.jpg").code == 64)
        let outcome = try tool.run("plot", "m", "--series", "s2", "--output", "picture.svg")
        if outcome.code == 0 {
            let text = try String(contentsOfFile: tool.folder + "/picture.svg", encoding: .utf8)
            #expect(text.contains("<svg") && text.contains("x, series s2") && text.hasSuffix("</svg>\n\n"))
            #expect(try tool.run("plot", "m", "--as-of", "4").output.contains("observed later"))
        } else {
            #expect(outcome.code == 1 && outcome.errors.contains("apt-get install gnuplot-nox"))
        }
    }
}
