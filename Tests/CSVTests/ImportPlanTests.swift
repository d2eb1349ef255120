import Testing
import TimeSeries

@testable import CSV

/// What the columns of a file are taken for.
@Suite struct ImportPlanTests {
    private func plan(_ text: String, _ change: (inout ImportOptions) -> Void = { _ in }) throws -> ImportPlan {
        var options = ImportOptions()
        change(&options)
        return try ImportPlan(file: "x.csv", head: Array(text.utf8), isWhole: true, options: options, store: nil)
    }

    private func error(_ text: String, _ change: (inout ImportOptions) -> Void = { _ in }) -> CSVError? {
        do {
            _ = try plan(text, change)
            return nil
        } catch {
            return error as? CSVError
        }
    }

    @Test func usualNamesAreRecognised() throws {
        #expect(
            try plan("Unique_ID;ds;y\n1;2024-01-01;2\n").recognized == [
                "delimiter: ';'", "series: column Unique_ID", "time: column ds, read as iso8601",
                "layout: wide, variables y",
            ])
        #expect(
            try plan("sensor,value,timestamp\nx,1,5\n").recognized == [
                "series: one, named x", "time: column timestamp, read as number",
                "layout: long, variable in sensor, value in value",
            ])
    }

    @Test func theOnlyColumnOfTimesIsTheTime() throws {
        #expect(try plan("when,x\n2024-01-01,1\n2024-01-02,2\n").time == 0)
        #expect(
            error("when,then,x\n2024-01-01,2024-01-01,1\n")
                == .unrecognizedColumn(file: "x.csv", role: .time, columns: ["when", "then", "x"]))
    }

    @Test func columnsThatAreNotThereAreNamedWithNearOnes() {
        #expect(
            error("id,time,x\na,1,2\n") { $0.time = "tme" }
                == .unknownColumn(
                    file: "x.csv", name: "tme", role: .time, columns: ["id", "time", "x"], near: ["time"],
                    separator: nil))
        #expect(
            error("id,time,x,z\na,1,2,3\n") { $0.variable = "id" }
                == .unrecognizedColumn(file: "x.csv", role: .value, columns: ["id", "time", "x", "z"]))
    }

    @Test func optionsThatContradictThemselvesAreRefused() {
        let text = "id,time,x\na,1,2\n"
        for (change, fault) in [
            ({ $0.mark = "x" }, .markWithoutEvents),
            ({ ($0.variables, $0.value) = (["x"], "x") }, .wideAndLong),
            ({ $0.variables = ["time"] }, .columnUsedTwice("time")),
            ({ $0.timeZone = "Mars/Olympus" }, .unknownTimeZone("Mars/Olympus")),
            ({ $0.delimiter = "::" }, .delimiter("::")),
            ({ $0.timeFormat = "isoo" }, .unknownTimeFormat("isoo")),
            ({ ($0.isEvents, $0.window, $0.windowTo) = (true, ["0", "1"], "x") }, .windowAndColumns),
        ] as [((inout ImportOptions) -> Void, OptionFault)] {
            #expect(error(text, change) == .invalidOptions(fault))
        }
    }

    /// What the program is called with is the program's affair.
    @Test func factsNameNoOption() {
        let errors: [CSVError] =
            CSVError.ColumnRole.allCases.flatMap { role in
                [
                    .unknownColumn(
                        file: "f", name: "n", role: role, columns: ["a;b"], near: ["m"], separator: ";"),
                    .unrecognizedColumn(file: "f", role: role, columns: ["a"]),
                ] as [CSVError]
            } + [
                .noTimes(file: "f", column: "c", first: "x"), .unitlessTimes(file: "f", column: "c", first: "1"),
                .otherTimeKind(file: "f", store: .calendar, kind: .numeric, first: "1"),
                .recordTooLong(file: "f", line: 3), .invalidOptions(.markWithoutEvents), .invalidOptions(.wideAndLong),
                .invalidOptions(.windowWithoutEvents), .invalidOptions(.windowAndColumns),
                .invalidOptions(.windowTexts(count: 1)), .invalidOptions(.halfWindow),
                .invalidOptions(.delimiter("x")), .invalidOptions(.unknownTimeFormat("x")),
            ]
        for error in errors { #expect(!error.description.contains("--"), "\(error)") }
    }
}
