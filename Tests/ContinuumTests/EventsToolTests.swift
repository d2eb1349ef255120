import Foundation
import Testing

/// `continuum events` from file to picture, and what it says to bad input.
@Suite struct EventsToolTests {
    /// A tool whose store holds the mining disasters that come with the project.
    private func coal() throws -> Tool {
        let tool = try Tool()
        let outcome = try tool.run(
            "import", Tool.datasets + "/coal.csv.gz", "--events", "--window", "1851,1963", "--quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        return tool
    }

    @Test func theRoadFromEventsToPicture() throws {
        let tool = try coal()
        let fit = try tool.run("events", "fit", "rate", "--json")
        #expect(fit.code == 0, "\(fit.errors)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(fit.output.utf8)) as? [String: Any])
        let parameters = try #require(document["parameters"] as? [[String: Any]])
        let rate = try #require(parameters[0]["value"] as? Double)
        let error = try #require(parameters[0]["standardError"] as? Double)
        // 190 dates in 112 years.
        #expect(abs(rate - 190.0 / 112) < 1e-12 && abs(error - 190.0.squareRoot() / 112) < 1e-12)
        let trend = try tool.run("events", "fit", "trend", "--kind", "log-linear", "--trend")
        #expect(trend.output.contains("trend per 56  -1.02363"), "\(trend.output)")
        let hawkes = try tool.run("events", "fit", "h", "--kind", "hawkes")
        #expect(hawkes.code == 0 && hawkes.output.contains("branching"))

        let forecast = try tool.run(
            "events", "forecast", "rate", "--between", "1963,1973", "--none-before", "1964", "--at", "1900",
            "--quantiles", "0.05,0.95")
        let rows = Tool.cells(forecast.output)
        #expect(rows[0] == ["series", "quantity", "from", "to", "mark", "mean", "sd", "q05", "q95"])
        #expect(rows.dropFirst().map { $0[1] } == ["next event", "no event", "count", "intensity"])
        #expect(abs((Double(rows[2][5]) ?? 0) - exp(-1.696)) < 0.02)
        #expect(abs((Double(rows[3][5]) ?? 0) - 16.96) < 0.5)

        let draw = ["events", "simulate", "h", "--window", "1851,1963", "--samples", "3", "--seed", "4"]
        let first = try tool.finish(tool.start(draw))
        let second = try tool.finish(tool.start(draw))
        #expect(first.code == 0 && first.output == second.output)
        #expect(Set(Tool.cells(first.output).dropFirst().map { $0[1] }) == ["1", "2", "3"])
        let futures = try tool.run("events", "simulate", "h", "--for", "10", "--method", "inversion")
        #expect(Tool.cells(futures.output).dropFirst().allSatisfy { (Double($0[2]) ?? 0) > 1963 })

        let check = try tool.run("events", "check", "rate", "--output", "qq.svg")
        #expect(check.code == 0 && check.output.contains("the Poisson family (piecewise) is not beaten"), "\(check)")
        #expect(tool.exists("qq.svg"))
        let plot = try tool.run("events", "plot", "trend", "--pieces", "8", "--output", "rug.svg")
        #expect(plot.code == 0 && tool.exists("rug.svg"), "\(plot.errors)")
        for verb in [["models"], ["show", "h"], ["show", "h", "--json"], ["profile"], ["events", "plot", "h"]] {
            let outcome = try tool.finish(tool.start(verb))
            #expect(outcome.code == 0 && !outcome.output.isEmpty, "\(verb): \(outcome.errors)")
        }
        let values = try tool.run("forecast", "h", "--at", "1970")
        #expect(values.code == 2 && values.errors.contains("continuum events forecast h"))
    }

    @Test func aLatentIntensityIsTheSameWithAnyThreads() throws {
        let tool = try coal()
        let options = ["--kind", "latent-ode", "--epochs", "8", "--members", "2", "--hidden", "6", "--latent", "2"]
        var answers: [String] = []
        for threads in ["1", "2"] {
            let fit = try tool.finish(tool.start(["events", "fit", "z", "--threads", threads] + options))
            #expect(fit.code == 0 && fit.output.contains("a lower bound"), "\(fit.errors)")
            let forecast = try tool.run(
                "events", "forecast", "z", "--at", "1870,1930,1965", "--between", "1963,1964", "--draws", "20")
            #expect(forecast.code == 0, "\(forecast.errors)")
            answers.append(forecast.output)
        }
        #expect(answers[0] == answers[1])
    }

    /// `fit --event-times`: a joint model that forecasts as any other does, and what it brings.
    @Test func jointModelsPrintTheAblation() throws {
        let tool = try Tool()
        var text = "id,time,x\n"
        for series in 0..<14 {
            for point in 0..<9 {
                let time = Double(point) + 0.3 * sin(Double(2 * series + 5 * point))
                text += "s\(series),\(time),\(sin(0.5 * time + Double(series)))\n"
            }
        }
        try tool.write("waves.csv", text)
        #expect(try tool.run("import", "waves.csv").code == 0)
        let options = ["fit", "j", "--no-trial", "--event-times", "--epochs", "2", "--hidden", "6", "--latent", "2"]
        let fit = try tool.finish(tool.start(options + ["--validation", "0.3"]))
        #expect(fit.code == 0 && fit.output.contains("joint less separate"), "\(fit.errors)")
        let json = try tool.finish(tool.start(options + ["--json"]))
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(document["eventTimesVerdict"] is String && document["eventTimes"] is [String: Any])
        let forecast = try tool.run("forecast", "j", "--series", "s3", "--at", "9,10.5")
        #expect(forecast.code == 0 && Tool.cells(forecast.output).count == 3, "\(forecast.errors)")
        let both = try tool.finish(tool.start(options + ["--regularize", "kinetic=0.1"]))
        #expect(both.code == 64 && both.errors.contains("exclude each other"))
    }

    @Test func helpHasExamples() throws {
        let tool = try Tool()
        for verb in ["fit", "forecast", "simulate", "check", "plot"] {
            let help = try tool.run("events", verb, "--help")
            #expect(help.code == 0 && help.output.contains("continuum events \(verb) "))
        }
        #expect(try tool.run("events", "--help").code == 0)
        #expect(try tool.run("help", "events").code == 0)
        let wrong = try tool.run("events", "forcast", "m")
        #expect(wrong.code == 64 && wrong.errors.contains("did you mean events forecast?"), "\(wrong.errors)")
    }

    /// Runs on a store of the events `text`; every case says its exit code and a part of its message.
    private func expect(
        _ text: String, _ load: [String], _ command: [String], code: Int32, _ message: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let tool = try Tool()
        try tool.write("e.csv", text)
        let imported = try tool.finish(tool.start(["import", "e.csv", "--events"] + load))
        guard !command.isEmpty else {
            #expect(imported.code == code, "\(imported.errors)", sourceLocation: location)
            #expect(imported.errors.contains(message), "\(imported.errors)", sourceLocation: location)
            return
        }
        #expect(imported.code == 0, "\(imported.errors)", sourceLocation: location)
        let outcome = try tool.finish(tool.start(["events"] + command))
        #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: location)
        #expect((outcome.errors + outcome.output).contains(message), "\(outcome.errors)", sourceLocation: location)
    }

    @Test func hostileInput() throws {
        let some = "id,t\na,3\na,1\na,2\n"
        try expect("id,t\na,30\n", ["--window", "0,24"], [], code: 65, "time 30 lies outside the window from 0 to 24")
        try expect(some, ["--window", "24,0"], [], code: 64, "the end is not after the start")
        try expect("id,t\na,nan\n", ["--missing", "-"], [], code: 65, "e.csv")
        try expect("id,t\na,inf\na,1\n", [], [], code: 65, "time 'inf'")
        try expect(
            "id,t,f,u\na,1,5,2\n", ["--window-from", "f", "--window-to", "u"], [], code: 65, "does not go forward")
        // Times may come in any order.
        try expect(some, ["--window", "0,4"], ["fit", "m"], code: 0, "3 events of 1 series, exposure 4")
        // No events at all: the upper bound of the rate, 2.9957 / 4.
        try expect(
            "id,t,f,u\na,,0,4\n", ["--window-from", "f", "--window-to", "u"], ["fit", "m"], code: 0, "0 to 0.748933")
        try expect(
            "id,t,f,u\na,,0,4\n", ["--window-from", "f", "--window-to", "u"], ["fit", "m", "--kind", "hawkes"], code: 2,
            "too few for a self-exciting process")
        try expect("id,t\na,1\n", [], ["fit", "m"], code: 2, "events at one time only and no window")
        try expect("id,t\na,1\n", ["--window", "0,4"], ["fit", "m"], code: 0, "1 events of 1 series")
        try expect(some, [], ["fit", "m"], code: 0, "the span of their events is taken")
        try expect(some, [], ["fit", "m", "--trend"], code: 64, "--trend belongs to --kind log-linear")
        try expect(some, [], ["fit", "m", "--kind", "hawks"], code: 64, "did you mean hawkes?")
        try expect(some, [], ["fit", "m", "--kind", "log-linear"], code: 64, "say what the rate follows")
        try expect(some, [], ["fit", "m", "--marks", "x"], code: 2, "there is no mark 'x'")
        try expect(some, [], ["check", "m"], code: 2, "there is no model 'm'")
        let tool = try Tool()
        try tool.write("x.csv", "id,time,x\na,1,2\n")
        #expect(try tool.run("import", "x.csv").code == 0)
        let nothing = try tool.run("events", "fit", "m")
        #expect(nothing.code == 2 && nothing.errors.contains("neither events nor windows"), "\(nothing.errors)")
        #expect(try tool.run("events").code == 64)
    }

    @Test func manySimultaneousEvents() throws {
        let tool = try Tool()
        var text = "id,t,kind\n"
        for index in 0..<1000 { text += "a,5,k\(index)\n" }
        try tool.write("e.csv", text)
        #expect(try tool.run("import", "e.csv", "--events", "--mark", "kind", "--window", "0,10").code == 0)
        let marks = try tool.run("events", "fit", "m")
        #expect(marks.code == 2 && marks.errors.contains("1000 marks, more than 200"), "\(marks.errors)")
        let pooled = try tool.run("events", "fit", "m", "--no-marks")
        #expect(pooled.code == 0 && pooled.output.contains("1000 events"), "\(pooled.errors)")
        let renewal = try tool.run("events", "fit", "m", "--no-marks", "--kind", "weibull")
        #expect(renewal.code == 2 && renewal.errors.contains("waiting times of a renewal process are positive"))
        let forecast = try tool.run("events", "forecast", "m", "--as-of", "11", "--between", "5,12")
        #expect(forecast.code == 2 && forecast.errors.contains("begins before the end of what was seen"))
    }
}
