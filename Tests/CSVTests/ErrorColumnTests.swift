import Testing
import TimeSeries

@testable import CSV

/// Which columns hold measurement errors, and of what.
@Suite struct ErrorColumnTests {
    private func plan(_ text: String, _ change: (inout ImportOptions) -> Void) throws -> ImportPlan {
        var options = ImportOptions()
        change(&options)
        return try ImportPlan(file: "x.csv", head: Array(text.utf8), isWhole: true, options: options, store: nil)
    }

    private func error(_ text: String, _ change: (inout ImportOptions) -> Void) -> CSVError? {
        do {
            _ = try plan(text, change)
            return nil
        } catch {
            return error as? CSVError
        }
    }

    private let wide = "id,time,mag,mag_err,temp,temp_err\na,1,15.2,0.01,20,0.5\n"

    @Test func errorsOfWideFilesAreNoVariables() throws {
        let found = try plan(wide) {
            $0.errors = [ErrorColumn("temp_err", of: "temp"), ErrorColumn("mag_err", of: "mag")]
        }
        #expect(
            found.recognized == [
                "series: column id", "time: column time, read as number", "layout: wide, variables mag, temp",
                "measurement errors: of mag in mag_err, of temp in temp_err",
            ])
        let some = try plan(wide) {
            $0.variables = ["temp", "mag"]
            $0.errors = [ErrorColumn("mag_err", of: "mag")]
        }
        guard case .wide(let list) = some.layout else {
            Issue.record("\(some.layout)")
            return
        }
        #expect(list.map(\.name) == ["temp", "mag"] && list.map(\.error) == [nil, 3])
    }

    @Test func oneColumnOfValuesNeedsNoName() throws {
        let text = "id,time,mag,e\na,1,15.2,0.01\n"
        for options in [{ _ in }, { $0.value = "mag" }, { $0.variables = ["mag"] }] as [(inout ImportOptions) -> Void] {
            let found = try plan(text) {
                $0.errors = [ErrorColumn("e")]
                options(&$0)
            }
            #expect(found.recognized.suffix(2) == ["layout: wide, variables mag", "measurement errors: of mag in e"])
        }
    }

    @Test func longFilesHaveOneColumnForAllVariables() throws {
        let found = try plan("id,time,param,value,sd\na,1,x,2,0.1\n") { $0.errors = [ErrorColumn("sd")] }
        #expect(found.recognized.last == "layout: long, variable in param, value in value, measurement error in sd")
    }

    /// Usual names do not make a column of errors anything else.
    @Test func nothingElseIsFoundInAColumnOfErrors() throws {
        let values = try plan("id,time,param,value,y\na,1,x,0.1,2\n") { $0.errors = [ErrorColumn("value")] }
        #expect(values.recognized.last == "layout: long, variable in param, value in y, measurement error in value")
        let names = try plan("time,mag,id\n1,15.2,0.1\n") { $0.errors = [ErrorColumn("id")] }
        #expect(names.series == nil && names.recognized.last == "measurement errors: of mag in id")
        let times = try plan("when,mag,t\n2024-01-01,15.2,0.1\n") { $0.errors = [ErrorColumn("t")] }
        #expect(times.time == 0)
    }

    @Test func optionsThatContradictThemselvesAreRefused() {
        let long = "id,time,param,value,sd,sd2\na,1,x,2,0.1,0.2\n"
        let used = "mag_err"
        for (text, change, fault) in [
            (wide, { ($0.isEvents, $0.errors) = (true, [ErrorColumn(used)]) }, .errorsWithEvents),
            (
                wide, { $0.errors = [ErrorColumn(used)] },
                .errorsOfWhat(column: used, variables: ["mag", "temp", "temp_err"])
            ),
            (
                wide, { ($0.variables, $0.errors) = (["temp"], [ErrorColumn(used, of: "mag")]) },
                .errorsOfNoVariable("mag", variables: ["temp"])
            ),
            (wide, { $0.errors = [used, "temp_err"].map { ErrorColumn($0, of: "mag") } }, .twoErrorColumns("mag")),
            (
                wide, { ($0.variables, $0.errors) = (["mag", used], [ErrorColumn(used, of: "mag")]) },
                .errorColumnUsedTwice(used)
            ),
            (wide, { ($0.value, $0.errors) = (used, [ErrorColumn(used)]) }, .errorColumnUsedTwice(used)),
            (wide, { ($0.statics, $0.errors) = ([used], [ErrorColumn(used, of: "mag")]) }, .errorColumnUsedTwice(used)),
            (wide, { ($0.time, $0.errors) = (used, [ErrorColumn(used, of: "mag")]) }, .errorColumnUsedTwice(used)),
            (long, { $0.errors = [ErrorColumn("sd", of: "value")] }, .errorOfOneVariable("value", column: "param")),
            (long, { $0.errors = [ErrorColumn("sd"), ErrorColumn("sd2")] }, .twoErrorColumns("value")),
        ] as [(String, (inout ImportOptions) -> Void, OptionFault)] {
            #expect(error(text, change) == .invalidOptions(fault))
            #expect(error(text, change)?.category == .usage)
            #expect(!fault.description.contains("--"))
        }
    }

    @Test func columnsThatAreNotThereAreNamed() {
        let columns = ["id", "time", "mag", "mag_err", "temp", "temp_err"]
        #expect(
            error(wide) { $0.errors = [ErrorColumn("mag_er", of: "mag")] }
                == .unknownColumn(
                    file: "x.csv", name: "mag_er", role: .error, columns: columns, near: ["mag_err"], separator: nil))
        #expect(
            error(wide) { $0.errors = [ErrorColumn("mag_err", of: "weight")] }
                == .unknownColumn(
                    file: "x.csv", name: "weight", role: .values, columns: columns, near: [], separator: nil))
    }
}
