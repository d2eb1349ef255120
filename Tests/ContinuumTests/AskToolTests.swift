import Foundation
import Testing

/// `continuum ask`, run as a program.
@Suite struct AskToolTests {
    /// Cells that lose capacity at their own rates, by day; `slow` never falls below 1.4 in time, `done` is below it already.
    private static func tool() throws -> Tool {
        let tool = try Tool()
        var text = "cell,time,capacity,temp\n"
        for (cell, rate) in [("a", 0.010), ("b", 0.012), ("slow", 0.0001), ("done", 0.02)] {
            for day in 0..<40 {
                let wiggle = Double((day * day + 7 * day) % 11 - 5) / 2000
                let date = day < 31 ? "2024-01-\(day < 9 ? "0" : "")\(day + 1)" : "2024-02-0\(day - 30)"
                text += "\(cell),\(date),\(2 - rate * Double(day) + wiggle),\(20 + (day * 3) % 7)\n"
            }
        }
        try tool.write("cells.csv", text)
        #expect(try tool.run("import", "cells.csv", "--series", "cell").code == 0)
        #expect(try tool.run("fit", "m", "--kind", "drift", "--no-trial").code == 0)
        return tool
    }

    @Test func passagesComeSortedByUrgency() throws {
        let tool = try Self.tool()
        let asked = try tool.run(
            "ask", "m", "--when", "capacity < 1.4", "--horizon", "60d", "--quantiles", "0.05,0.5,0.95")
        #expect(asked.code == 0, "\(asked.errors)")
        let rows = Tool.cells(asked.output)
        #expect(
            rows[0] == [
                "series", "variable", "condition", "from", "horizon", "probability", "q05", "q50", "q95", "act_by",
                "censored",
            ])
        #expect(rows.dropFirst().map { $0[0] } == ["done", "b", "a", "slow"])
        // Past the level already: the last observation's time, for all quantiles.
        #expect(rows[1][5] == "1" && Set(rows[1][6...9]) == [rows[1][3]] && rows[1][3] == "2024-02-09")
        // 2 − 0.012 · 39 falls to 1.4 some eleven days later.
        #expect(rows[2][7] > "2024-02-14" && rows[2][7] < "2024-02-27" && rows[2][10] == "no", "\(rows[2])")
        #expect(rows[3][7] > rows[2][7] && rows[3][6] == rows[3][9])
        #expect(rows[4][10] == "yes" && rows[4][7].isEmpty && rows[4][4] == "2024-04-09")
        // One alone is the same as one among all, on any number of threads, and as JSON.
        let one = try tool.run(
            "ask", "m", "--when", "capacity < 1.4", "--horizon", "60d", "--quantiles", "0.05,0.5,0.95", "--series", "b",
            "--threads", "1")
        #expect(Tool.cells(one.output)[1] == rows[2])
        let json = try tool.run("ask", "m", "--when", "capacity < 1.4", "--horizon", "60d", "--json")
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(document?.count == 4 && document?[3]["q50"] is NSNull && document?[0]["probability"] as? Double == 1)
        // A higher risk lets one act later.
        let late = try tool.run(
            "ask", "m", "--when", "capacity<1.4", "--horizon", "60d", "--risk", "0.4", "--series", "b")
        #expect(Tool.cells(late.output)[1][11] > rows[2][9], "\(late.output)")
    }

    @Test func probabilitiesOfNotBeforeFallWithTime() throws {
        let tool = try Self.tool()
        func notBefore(_ time: String) throws -> String? {
            let asked = try tool.run(
                "ask", "m", "--when", "capacity < 1.4", "--horizon", "60d", "--at", time, "--series", "b")
            #expect(Tool.cells(asked.output)[0].last == "not_before", "\(asked.errors)")
            return Tool.cells(asked.output)[1].last
        }
        let early = try #require(Double(notBefore("2024-02-10") ?? ""))
        let late = try #require(Double(notBefore("2024-03-20") ?? ""))
        #expect(early > 0.9 && late < 0.5)
        // Beyond the horizon nothing was looked at.
        #expect(try notBefore("2025-01-01") == "")
    }

    @Test func valuesAndTotalsAreAnswered() throws {
        let tool = try Self.tool()
        let above = try tool.run("ask", "m", "--above", "1.5", "--at", "2024-02-20", "--variables", "capacity")
        let rows = Tool.cells(above.output).dropFirst().map { $0 }
        #expect(rows.count == 4 && rows[0][0] == "slow" && Double(rows[0][4]) == 1, "\(above.output)\(above.errors)")
        #expect(rows.map { Double($0[4]) ?? 0 } == rows.map { Double($0[4]) ?? 0 }.sorted(by: >))
        func total(_ option: String) throws -> Double {
            let asked = try tool.run(
                "ask", "m", option, "2024-02-10,2024-02-20", "--variables", "capacity", "--series", "a")
            #expect(asked.code == 0, "\(asked.errors)")
            let row = Tool.cells(asked.output)[1]
            #expect(row[2] == String(option.dropFirst(2)) && row[3] == "2024-02-10" && row[4] == "2024-02-20")
            return Double(row[5]) ?? .nan
        }
        let (mean, sum, maximum) = (try total("--mean"), try total("--sum"), try total("--max"))
        #expect(abs(mean - (2 - 0.01 * 45)) < 0.03 && abs(sum - 10 * mean) < 0.1 && maximum > mean)
    }

    @Test func hostileQuestionsAreToldWhatIsWanted() throws {
        let tool = try Self.tool()
        let cases: [([String], Int32, String)] = [
            ([], 64, "say what"), (["--when", "capacity"], 64, "give VARIABLE"),
            (["--when", "< 3"], 64, "give VARIABLE"), (["--when", "capacity < much"], 64, "give VARIABLE"),
            (["--when", "capacity < inf"], 64, "give VARIABLE"),
            (["--when", "capacty < 1"], 2, "did you mean capacity?"),
            (["--when", "capacity = 1"], 64, "give VARIABLE"),
            (["--when", "capacity < 1", "--mean", "2024-03-01,2024-03-02"], 64, "exclude each other"),
            (["--above", "1"], 64, "--at"), (["--at", "2024-03-01"], 64, "say what"),
            (["--mean", "2024-03-01,2024-03-02", "--at", "2024-03-01"], 64, "--at belongs"),
            (["--mean", "2024-03-02"], 64, "give two"),
            (["--mean", "2024-03-02,2024-03-01"], 2, "the earlier time first"),
            (["--mean", "2024-01-02,2024-03-01"], 2, "not after its last observation"),
            (["--above", "1", "--at", "2024-03-01", "--horizon", "3d"], 64, "--horizon belongs"),
            (["--above", "1", "--at", "2024-03-01", "--risk", "0.1"], 64, "--risk belongs"),
            (["--when", "capacity < 1", "--variables", "capacity"], 64, "--when names"),
            (["--when", "capacity < 1", "--horizon", "0d"], 64, "--horizon 0d"),
            (["--when", "capacity < 1", "--horizon", "99999999999w"], 2, "beyond the range"),
            (["--when", "capacity < 1", "--every", "1s", "--horizon", "1000w"], 2, "longer --every"),
            (["--when", "capacity < 1", "--risk", "2"], 64, "probability"),
            (["--when", "capacity < 1", "--series", "z"], 2, "z"),
            (["--when", "capacity < 1", "--as-of", "2023-01-01"], 0, "nothing is seen of 4 series"),
        ]
        for (words, code, text) in cases {
            let asked = try tool.finish(tool.start(["ask", "m"] + words))
            #expect(asked.code == code && asked.errors.contains(text), "\(words): \(asked.code) \(asked.errors)")
        }
        #expect(try tool.run("ask", "other", "--when", "capacity < 1").code == 2)
        // A level that is never reached is an answer, and so is a question without a horizon.
        let never = try tool.run("ask", "m", "--when", "capacity < -100", "--series", "a")
        #expect(never.code == 0 && Tool.cells(never.output)[1][5] == "0")
    }
}
