import Continuum
import Foundation
import Testing

/// A collection built in memory against the one that a store gives for the same rows.
@Suite struct SeriesInMemoryTests {
    /// The store of a CSV text, in a folder that goes away with `body`.
    private func withStore(
        _ text: String, _ options: ImportOptions, _ body: (ObservationStore) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/memory-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/data.csv"))
        _ = try Importer(path: folder + "/store.sqlite", options: options).run(folder + "/data.csv")
        try body(ObservationStore(path: folder + "/store.sqlite"))
    }

    @Test func numericRowsEqualTheStores() throws {
        var options = ImportOptions()
        options.series = "id"
        options.time = "day"
        options.variables = ["hr", "temp"]
        options.statics = ["age", "sex"]
        let text =
            "id,day,hr,temp,age,sex\nb,3.5,71,,40,f\na,2,,36.5,,\nb,-1,70,36.25,40,f\nb,3.5,,36.75,40,f\n"
        var data = SeriesBuilder()
        data["b"].append(time: 3.5, ["hr": 71])
        data["a"].append(time: 2, ["temp": 36.5])
        data["b"].append(time: -1, ["hr": 70, "temp": 36.25])
        data["b"].append(time: 3.5, ["temp": 36.75])
        data["b"].statics["age"] = 40
        data["b"].statics["sex"] = "f"
        let built = try data.build()
        try withStore(text, options) { store in
            let stored = try store.observations()
            #expect(built == stored)
            #expect(built.fingerprint == stored.fingerprint)
        }
    }

    @Test func calendarRowsEqualTheStoresAndSoDoChoices() throws {
        var options = ImportOptions()
        options.series = "id"
        options.time = "time"
        let text = """
            id,time,hr,temp
            a,2024-03-05T16:20:00.5Z,71,36.5
            a,2024-03-05T16:25:00Z,72,
            c,2024-03-06T00:00:00Z,60,37
            """
        let first = Date(timeIntervalSince1970: 1_709_655_600.5)
        var data = SeriesBuilder()
        data["a"].append(time: first, ["hr": 71, "temp": 36.5])
        data["a"].append(time: first + 299.5, ["hr": 72])
        data["c"].append(time: Date(timeIntervalSince1970: 1_709_683_200), ["hr": 60, "temp": 37])
        let built = try data.build()
        try withStore(text, options) { store in
            #expect(try built == store.observations())
            let until = Moment.calendar(microseconds: 1_709_655_900_000_000)
            for (series, variables, limit) in [
                (["c", "a"], ["temp", "hr"], nil), (nil, ["hr"], until), (["a"], nil, until), (["c"], ["temp"], until),
            ] as [([String]?, [String]?, Moment?)] {
                let chosen = try built.filtered(SeriesFilter(series: series, variables: variables, until: limit))
                #expect(
                    try chosen
                        == store.observations(ObservationFilter(series: series, variables: variables, until: limit)))
            }
        }
    }
}
