import Foundation
import Testing

/// Trials, calibration and joint bands from the command line.
@Suite struct TrialToolTests {
    private static let rivals = ["--rivals", "last-value,mean,linear"]

    private static func withWaves() throws -> Tool {
        let tool = try Tool()
        try tool.write("waves.csv", Tool.waves)
        #expect(try tool.run("import", "waves.csv").code == 0)
        return tool
    }

    @Test func aMixtureIsFittedAndTellsWhatItIsWorth() throws {
        let tool = try Self.withWaves()
        let fit = try tool.finish(tool.start(["fit", "m"] + Self.rivals))
        #expect(fit.code == 0 && fit.output.contains("m: mixture"), "\(fit.errors)")
        #expect(fit.output.contains("simple rule") && fit.output.contains("90 % band"))
        let again = try tool.finish(tool.start(["fit", "m", "--json"] + Self.rivals))
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
        let trial = try #require(document["trial"] as? [String: Any])
        #expect((trial["variables"] as? [Any])?.count == 1 && document["saved"] as? Bool == true)
        let show = try tool.run("show", "m")
        #expect(show.code == 0 && show.output.contains("mixture"), "\(show.errors)")
        let far = try tool.run("forecast", "m", "--at", "9,400", "--no-save")
        #expect(far.code == 0 && far.errors.contains("beyond"), "\(far.errors)")
    }

    @Test func aWorseModelDoesNotReplaceABetterOne() throws {
        let tool = try Self.withWaves()
        #expect(try tool.run("fit", "m", "--kind", "linear", "--rivals", "last-value,mean").code == 0)
        let worse = try tool.run("fit", "m", "--kind", "drift", "--rivals", "last-value,mean")
        #expect(worse.code == 0 && worse.errors.contains("is kept"), "\(worse.errors)")
        let kind = "SELECT kind FROM model WHERE name = 'm'"
        #expect(try tool.run("query", kind).output == "kind\nlinear\n")
        let replaced = try tool.run("fit", "m", "--resume", "--replace")
        #expect(replaced.code == 0, "\(replaced.errors)")
        #expect(try tool.run("query", kind).output == "kind\ndrift\n")
    }

    @Test func bandsAreSetAnew() throws {
        let tool = try Self.withWaves()
        #expect(try tool.run("fit", "m", "--kind", "mean", "--no-trial").code == 0)
        #expect(try !tool.run("show", "m").output.contains("calibrated"))
        let found = try tool.run("calibrate", "m")
        #expect(found.code == 0 && found.output.contains("calibrated on"), "\(found.errors)")
        #expect(try tool.run("show", "m").output.contains("calibrated"))
        let seen = try tool.run("calibrate", "m", "--since", "4")
        #expect(seen.code == 2 && seen.errors.contains("saw later rows"), "\(seen.errors)")
        #expect(try tool.run("fit", "early", "--kind", "mean", "--no-trial", "--until", "3.5").code == 0)
        let later = try tool.run("calibrate", "early", "--since", "3.5", "--json")
        #expect(later.code == 0 && later.output.contains("\"calibration\""), "\(later.errors)")
        #expect(try tool.run("calibrate", "nobody").code == 2)
    }

    @Test func jointBandsAreWider() throws {
        let tool = try Self.withWaves()
        #expect(try tool.run("fit", "m", "--kind", "state-space", "--no-trial").code == 0)
        let times = ["forecast", "m", "--series", "s1", "--at", "8,9,10,11,12", "--no-save"]
        let alone = Tool.cells(try tool.finish(tool.start(times)).output)
        let joint = Tool.cells(try tool.finish(tool.start(times + ["--joint"])).output)
        #expect(alone.count == joint.count && alone.count == 6)
        for (a, b) in zip(alone, joint).dropFirst() {
            func width(_ row: [String]) throws -> Double {
                try #require(Double(row[10])) - #require(Double(row[6]))
            }
            #expect(try width(b) > width(a))
        }
        #expect(try tool.finish(tool.start(times + ["--joint", "--samples", "3"])).code == 64)
    }

    @Test func forecastsAreExplained() throws {
        let tool = try Self.withWaves()
        #expect(try tool.run("fit", "m", "--kind", "regression", "--no-trial").code == 0)
        let question = ["forecast", "m", "--series", "s1", "--at", "8,12", "--explain"]
        let picture = "\(tool.folder)/parts.svg"
        let table = try tool.finish(tool.start(question + ["--explain-picture", picture]))
        let rows = Tool.cells(table.output)
        #expect(table.code == 0 && rows.count == 3, "\(table.errors)")
        for row in rows.dropFirst() {
            let shares = try (7...10).map { try #require(Double(row[$0])) }
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
            #expect(!row[11].isEmpty && !row[12].isEmpty)
        }
        #expect(try String(contentsOfFile: picture, encoding: .utf8).contains("</svg>"))
        let document = try tool.finish(tool.start(question + ["--json"]))
        #expect(document.code == 0 && document.output.contains("\"drivers\""))
        // Nothing is stored.
        #expect(try tool.run("query", "SELECT count(*) AS n FROM forecast").output == "n\n0\n")
        #expect(try tool.finish(tool.start(question + ["--joint"])).code == 64)
        #expect(try tool.run("forecast", "m", "--at", "8", "--explain-picture", picture).code == 64)
    }
}
