import Foundation
import Testing

/// Measurement errors from the file to the profile, by the program.
@Suite struct MeasurementErrorToolTests {
    private let star = "2171.86025 14.169 0.006\n2183.81956 14.201 0.004\n2184.81907 14.212 \n2191.7807 14.236 0.01\n"

    /// Rows of a survey as it publishes them: no header, blanks between the fields.
    @Test func aLightCurveKeepsItsErrors() throws {
        let tool = try Tool()
        try tool.write("star.dat", star)
        let words = [
            "import", "star.dat", "--no-header", "--delimiter", " ", "--time", "1", "--value", "2", "--error", "3",
        ]
        let first = try tool.finish(tool.start(words))
        #expect(first.code == 0 && first.output.contains("4 rows read = 4 stored"), "\(first.errors)")
        #expect(first.errors.contains("  layout: wide, variables 2\n  measurement errors: of 2 in 3\n"))
        let again = try tool.finish(tool.start(words))
        #expect(again.output.contains("0 stored + 4 unchanged"))
        let rows = try tool.run("query", "SELECT time, value, error FROM observation ORDER BY time")
        #expect(
            Tool.cells(rows.output) == [
                ["time", "value", "error"], ["2171.86025", "14.169", "0.006"], ["2183.81956", "14.201", "0.004"],
                ["2184.81907", "14.212", ""], ["2191.7807", "14.236", "0.01"],
            ])
        let page = try tool.run("profile").output
        #expect(page.contains("observations  4 at 4 times, 3 with a measurement error\n"))
        #expect(page.contains("errors known  median error\n"))
        let document = try JSONSerialization.jsonObject(with: Data(try tool.run("profile", "--json").output.utf8))
        let profile = try #require(document as? [String: Any])
        #expect(profile["observationsWithError"] as? Int == 3)
        let variable = try #require((profile["variables"] as? [[String: Any]])?.first)
        #expect(variable["observationsWithError"] as? Int == 3 && variable["medianError"] as? Double == 0.006)
    }

    @Test func aStoreWithoutErrorsIsProfiledAsBefore() throws {
        let tool = try Tool()
        try tool.write("data.csv", "id,time,x\na,1,2\na,2,3\n")
        try tool.run("import", "data.csv")
        let page = try tool.run("profile")
        #expect(
            page.code == 0 && page.output.contains("observations  2 at 2 times\n") && !page.output.contains("error"))
    }

    @Test func impossibleErrorsAreNamedByFileAndLine() throws {
        let tool = try Tool()
        try tool.write("data.csv", "id,time,mag,mag_err\na,1,15.2,0.01\na,2,15.3,-0.01\na,3,15.4,small\n")
        let refused = try tool.run("import", "data.csv", "--error", "mag_err")
        #expect(refused.code == 65 && !tool.exists("continuum.sqlite"))
        #expect(
            refused.errors.contains(
                "data.csv:3: measurement error mag_err '-0.01' is negative\n"
                    + "continuum: data.csv:4: measurement error mag_err 'small' is not a number\n"), "\(refused.errors)"
        )
        let taken = try tool.run("import", "data.csv", "--error", "mag=mag_err", "--allow-rejects")
        #expect(
            taken.code == 0 && taken.output.contains("3 rows read = 1 stored + 0 unchanged + 0 replaced + 2 rejected"))
        #expect(try tool.run("query", "SELECT line FROM rejects ORDER BY line").output == "line\n3\n4\n")
    }

    @Test func severalVariablesHaveTheirOwnColumns() throws {
        let tool = try Tool()
        try tool.write("wide.csv", "id,time,a,sa,b,sb\nx,1,1,0.1,2,0.2\nx,2,3,,4,0.4\n")
        let outcome = try tool.run("import", "wide.csv", "--error", "a=sa,b=sb")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let rows = try tool.run(
            "query", "SELECT v.name, time, error FROM observation JOIN variable AS v ON v.id = variable ORDER BY 1, 2")
        #expect(rows.output == "name,time,error\na,1,0.1\na,2,\nb,1,0.2\nb,2,0.4\n", "\(rows.output)")
        #expect(try tool.run("import", "wide.csv", "--error", "a=sa", "--error", "b=sb").code == 64)
    }
}
