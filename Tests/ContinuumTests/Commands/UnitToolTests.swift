import Foundation
import Testing

/// Units of variables from the command line to the profile.
@Suite struct UnitToolTests {
    @Test func unitsAreListedAndContradictionsRefused() throws {
        let tool = try Tool()
        try tool.write("data.csv", "id,time,bili,albumin,age\na,1,1.5,3,60\na,2,2.5,3.5,60\n")
        let words = ["import", "data.csv", "--variables", "bili,albumin", "--static", "age"]
        let first = try tool.finish(tool.start(words + ["--unit", "bili=mg/dl, age=years"]))
        #expect(first.code == 0, "\(first.errors)")
        #expect(try tool.finish(tool.start(words)).code == 0)
        let page = try tool.run("profile").output
        #expect(page.contains("variable  unit   observations"), "\(page)")
        #expect(page.contains("bili      mg/dl             2") && page.contains("static        age (years)"))
        let document = try JSONSerialization.jsonObject(with: Data(try tool.run("profile", "--json").output.utf8))
        let profile = try #require(document as? [String: Any])
        let variables = try #require(profile["variables"] as? [[String: Any]])
        #expect(variables.map { $0["unit"] as? String } == ["mg/dl", nil])
        #expect(profile["staticUnits"] as? [String: String] == ["age": "years"])
        let other = try tool.finish(tool.start(words + ["--unit", "bili=µmol/l"]))
        #expect(
            other.code == 65
                && other.errors.contains(
                    "bili is in mg/dl in the store, and the import says µmol/l; convert the values"),
            "\(other.errors)")
    }

    @Test func whatIsNoUnitIsAMistake() throws {
        let tool = try Tool()
        try tool.write("data.csv", "id,time,x\na,1,1\n")
        for (text, part) in [
            ("x", "give VARIABLE=UNIT"), ("x=", "give VARIABLE=UNIT"), ("x=m,x=s", "two units of x: m and s"),
        ] {
            let outcome = try tool.run("import", "data.csv", "--unit", text)
            #expect(outcome.code == 64 && outcome.errors.contains(part), "\(outcome.errors)")
        }
        let unknown = try tool.run("import", "data.csv", "--unit", "y=m")
        #expect(unknown.code == 65 && !tool.exists("continuum.sqlite"), "\(unknown.errors)")
    }

    @Test func aProfileWithoutUnitsHasNoColumnForThem() throws {
        let tool = try Tool()
        try tool.write("data.csv", "id,time,x\na,1,1\na,2,3\n")
        try tool.run("import", "data.csv")
        #expect(try !tool.run("profile").output.contains("unit"))
    }
}
