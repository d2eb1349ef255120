import Continuum
import Foundation
import Testing

/// Models that version 0.1.0 stored open and answer as they did then, whatever the program's version.
///
/// `golden/store-0.1.0.sh` made the stores and the answers with the program of that version.
@Suite struct GoldenStoreTests {
    /// Answers of version 0.1.0 by file, each a header and rows.
    private static let answers: [String: [[String]]] = {
        var answers: [String: [[String]]] = [:]
        for line in Tool.cells((try? String(contentsOfFile: "\(golden)/store-0.1.0.csv", encoding: .utf8)) ?? "") {
            answers[line[0], default: []].append(Array(line.dropFirst()))
        }
        return answers
    }()

    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("golden").path

    /// Largest difference, relative to the old number or its row's standard deviation. Processors without fused multiply-add,
    /// and builds without optimisation, round otherwise: measured up to 3e-7.
    private static let tolerance = 1e-6

    /// A folder with copies of the golden stores.
    private func tool() throws -> Tool {
        let tool = try Tool()
        for name in ["numeric", "calendar"] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["gunzip", "-c", "\(Self.golden)/store-0.1.0-\(name).sqlite.gz"]
            try tool.write("\(name).sqlite", "")
            process.standardOutput = FileHandle(forWritingAtPath: "\(tool.folder)/\(name).sqlite")
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        return tool
    }

    /// Compares the answer to a question with that of version 0.1.0; the number of a stored forecast is left out.
    private func compare(_ tool: Tool, _ question: [String], with file: String) throws {
        let expected = try #require(Self.answers[file])
        let outcome = try tool.finish(tool.start(question + ["--format", "csv", "--quiet"]))
        #expect(outcome.code == 0, "\(file): \(outcome.errors)")
        let found = Tool.cells(outcome.output)
        #expect(found.map(\.count) == expected.map(\.count), "\(file)")
        guard found.first == expected.first, found.count == expected.count else {
            Issue.record("\(file): \(found.count) rows of \(found.first ?? []), not \(expected.count)")
            return
        }
        let deviation = file.hasPrefix("events-") ? nil : expected[0].firstIndex(of: "sd")
        for (row, old) in zip(found, expected).dropFirst() {
            let spread = deviation.flatMap { Double(old[$0]) } ?? 0
            for (column, (cell, oldCell)) in zip(row, old).enumerated() where expected[0][column] != "forecast" {
                if cell == oldCell { continue }
                guard let number = Double(cell), let oldNumber = Double(oldCell) else {
                    Issue.record("\(file): \(expected[0][column]) is '\(cell)', was '\(oldCell)'")
                    continue
                }
                #expect(
                    abs(number - oldNumber) <= Self.tolerance * max(abs(oldNumber), spread),
                    "\(file): \(expected[0][column]) in \(old)")
            }
        }
    }

    @Test(arguments: ["gru", "rnn", "student-t", "log-normal", "kinetic", "event-times"])
    func valuesOverPlainNumbers(_ name: String) throws {
        let tool = try tool()
        let store = ["--store", "numeric.sqlite", "--no-save"]
        try compare(
            tool, ["forecast", name, "--series", "2,10,24", "--at", "5300,6000.5,7000"] + store,
            with: "forecast-\(name).csv")
        try compare(
            tool, ["interpolate", name, "--series", "2,24", "--every", "450"] + store, with: "interpolate-\(name).csv")
    }

    @Test func valuesOverTheCalendar() throws {
        let tool = try tool()
        let store = ["--store", "calendar.sqlite", "--no-save"]
        // Version 0.1.0 counted weeks, 13 and 52 of them, from the observations; as hours they still are.
        try compare(tool, ["forecast", "co2", "--every", "2184h", "--for", "104w"] + store, with: "forecast-co2.csv")
        try compare(tool, ["interpolate", "co2", "--every", "8736h"] + store, with: "interpolate-co2.csv")
    }

    @Test(arguments: ["constant", "piecewise", "log-linear", "hawkes", "weibull", "log-normal", "latent-ode"])
    func events(_ kind: String) throws {
        try compare(
            tool(),
            [
                "events", "forecast", "coal-\(kind)", "--between", "1963,1973", "--none-before", "1964", "--at",
                "1900,1960", "--draws", "50", "--store", "numeric.sqlite",
            ], with: "events-coal-\(kind).csv")
    }

    /// Stores of 0.1.0 have no column of measurement errors: reading leaves them so, the first writing adds it and changes nothing else.
    @Test func storesMigrateAndKnowTheirData() throws {
        let tool = try tool()
        for (store, model) in [("numeric.sqlite", "gru"), ("calendar.sqlite", "co2")] {
            let path = "\(tool.folder)/\(store)"
            func rows(_ columns: String) throws -> String {
                let sql = "SELECT \(columns) FROM observation ORDER BY series, variable, time"
                let answer = try tool.run("query", sql, "--store", store)
                #expect(answer.code == 0, "\(answer.errors)")
                return answer.output
            }
            func version() throws -> String { try tool.run("query", "PRAGMA user_version", "--store", store).output }
            let before = try rows("*")
            #expect(before.hasPrefix("series,variable,time,value,import\n"))
            let fingerprint = try ObservationStore(path: path).model(model).dataFingerprint
            #expect(try ObservationStore(path: path).observations().fingerprint == fingerprint)
            #expect(try version() == "user_version\n2\n")
            _ = try ObservationStore(path: path, access: .writing)
            #expect(try version() == "user_version\n\(ObservationStore.schemaVersion)\n")
            #expect(try rows("series, variable, time, value, import") == before)
            #expect(try rows("DISTINCT error") == "error\n\n")
            let data = try ObservationStore(path: path).observations()
            #expect(data.errors == nil && data.fingerprint == fingerprint)
        }
        try tool.write("late.csv", "id,day,bili,sd\n2,9999,1.5,0.25\n")
        let late = try tool.run("import", "late.csv", "--time", "day", "--error", "sd", "--store", "numeric.sqlite")
        #expect(late.code == 0 && late.output.contains("1 stored"), "\(late.errors)")
        let answer = try tool.run(
            "query", "SELECT value, error FROM observation WHERE error IS NOT NULL", "--store", "numeric.sqlite")
        #expect(answer.output == "value,error\n1.5,0.25\n")
    }

    /// What is not asked of a model but read of the store.
    @Test func modelsAreShownAndForecastsStand() throws {
        let tool = try tool()
        for (store, count) in [("numeric.sqlite", 13), ("calendar.sqlite", 1)] {
            let models = try tool.run("models", "--format", "csv", "--store", store)
            #expect(models.code == 0, "\(models.errors)")
            let names = Tool.cells(models.output).dropFirst().map { $0[0] }
            #expect(names.count == count)
            for name in names {
                let page = try tool.run("show", name, "--json", "--store", store)
                #expect(page.code == 0, "\(page.errors)")
                #expect(page.output.contains("\"programVersion\" : \"0.1.0\""))
            }
        }
        // Every stored row is what was printed when it was made.
        for (store, files) in [
            ("numeric.sqlite", Self.answers.keys.filter { !$0.hasPrefix("events-") && !$0.contains("-co2") }),
            ("calendar.sqlite", Self.answers.keys.filter { $0.contains("-co2") }),
        ] {
            let stored = try tool.run(
                "query",
                """
                SELECT s.name, v.name, f.lead, f.mean, f.sd, f.kind, f.forecast FROM forecast_value AS f
                    JOIN series AS s ON s.id = f.series JOIN variable AS v ON v.id = f.variable
                """, "--format", "csv", "--store", store)
            var expected: Set<[String]> = []
            for file in files {
                for row in Self.answers[file, default: []].dropFirst() {
                    expected.insert([row[0], row[1], row[3], row[4], row[5], row[11], row[12]])
                }
            }
            #expect(expected.count > 10 && Set(Tool.cells(stored.output).dropFirst()) == expected, "\(stored.errors)")
        }
    }
}
