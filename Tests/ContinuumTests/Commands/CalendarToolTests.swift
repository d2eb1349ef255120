import Foundation
import Testing

/// Times and steps of the calendar, by the program.
@Suite struct CalendarToolTests {
    @Test func calendarTimesAreSpokenAsTheyCameIn() throws {
        let tool = try Tool()
        var text = "id,when,x\n"
        for series in 0..<4 {
            for day in 1...28 where (day + series) % 3 != 0 {
                let padded = day < 10 ? "0\(day)" : "\(day)"
                text += "s\(series),2024-02-\(padded) 06:00:00,\(Double(day % 7))\n"
            }
        }
        try tool.write("days.csv", text)
        #expect(try tool.run("import", "days.csv", "--time", "when").code == 0)
        #expect(
            try tool.run(
                "fit", "m", "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--history", "1w", "--horizon", "2d"
            ).code == 0)
        let rows = Tool.cells(
            try tool.run("forecast", "m", "--series", "s1", "--every", "PT12H", "--until", "2024-03-01").output)
        #expect(
            rows.dropFirst().map { $0[2] } == ["2024-02-28 18:00:00", "2024-02-29 06:00:00", "2024-02-29 18:00:00"])
        #expect(rows[1][3] == "43200")
        let early = try tool.run(
            "forecast", "m", "--series", "s1", "--as-of", "2024-02-10", "--at", "2024-02-11T00:00:00+01:00")
        #expect(Tool.cells(early.output)[1][2] == "2024-02-10 23:00:00")
        #expect(try tool.run("forecast", "m", "--every", "12", "--until", "2024-03-01").code == 64)
    }

    /// Days are those of the zone, the same for all series; 24 hours are counted from each series' last time.
    @Test func calendarStepsLieOnTheZonesDays() throws {
        let tool = try Tool()
        var text = "id,when,x\n"
        for series in 0..<2 {
            for day in 1...30 {
                text += "s\(series),2024-03-\(day < 10 ? "0" : "")\(day) 0\(5 + series):30:00,\(Double(day % 7))\n"
            }
        }
        try tool.write("days.csv", text)
        #expect(try tool.run("import", "days.csv", "--time", "when", "--time-zone", "Europe/Berlin").code == 0)
        #expect(try tool.run("fit", "m", "--kind", "last-value", "--no-trial").code == 0)
        func times(_ words: String...) throws -> [[String]] {
            let outcome = try tool.finish(tool.start(words + ["--no-save"]))
            #expect(outcome.code == 0, "\(outcome.errors)")
            return Tool.cells(outcome.output).dropFirst().map { [$0[0], $0[2]] }
        }
        #expect(
            try times("forecast", "m", "--every", "1d", "--for", "2d")
                == ["s0", "s1"].flatMap { [[$0, "2024-03-31 00:00:00"], [$0, "2024-04-01 00:00:00"]] })
        #expect(
            try times("forecast", "m", "--every", "24h", "--for", "2d")
                == [["s0", "2024-03-31 06:30:00"], ["s1", "2024-03-31 07:30:00"]])
        #expect(
            try times("forecast", "m", "--every", "1mo", "--until", "2024-05-31", "--series", "s1")
                == [["s1", "2024-04-01 00:00:00"], ["s1", "2024-05-01 00:00:00"]])
        #expect(
            try times("forecast", "m", "--every", "P1D", "--for", "24h", "--time-zone", "UTC", "--series", "s0")
                == [["s0", "2024-03-31 01:00:00"]])
        #expect(
            try times("forecast", "m", "--every", "12h", "--align", "--for", "24h", "--series", "s0")
                == [["s0", "2024-03-30 13:00:00"], ["s0", "2024-03-31 01:00:00"]])
        let small = [
            "--kind", "latent-ode", "--no-trial", "--epochs", "1", "--hidden", "4", "--latent", "2", "--history", "1w",
            "--horizon", "3d",
        ]
        #expect(try tool.finish(tool.start(["fit", "h"] + small)).code == 0)
        let own = try tool.run("forecast", "h", "--series", "s0", "--no-save")
        #expect(Tool.cells(own.output).count == 4 && own.errors.contains("in steps of 1d up to 3d"), "\(own.errors)")
        #expect(own.errors.contains("the horizon of the fit"))
        let quarter = try tool.run("forecast", "m", "--no-save")
        #expect(Tool.cells(quarter.output).count == 15 && quarter.errors.contains("a quarter of the series"))
        let inside = try tool.run("interpolate", "m", "--series", "s0", "--no-save")
        #expect(Tool.cells(inside.output).count == 30 && inside.errors.contains("in steps of 1d;"), "\(inside.errors)")
    }
}
