import Testing
import TimeSeries

/// Fingerprints by another program; see `golden/fingerprints.py`. Stored models and forecasts carry them: they may not change.
@Suite struct FingerprintTests {
    private func build(_ order: [Int], _ names: [String]) throws -> SeriesCollection {
        var data = SeriesBuilder(variables: names)
        for index in order {
            switch index {
            case 0: data["a"].append(time: 1, ["hr": 69, "temp": 36.5])
            case 1: data["a"].append(time: 3.5, ["hr": 71])
            default: data["b"].append(time: -2.5, ["hr": 80])
            }
        }
        data["a"].statics["age"] = 62
        data["a"].statics["sex"] = "f"
        return try data.build()
    }

    @Test func numericCollection() throws {
        let wanted = "5607166dfec6ccb3235d1d3bb6d5f2609125309b3c778e555cfb31c370342f1c"
        #expect(try build([0, 1, 2], ["hr", "temp"]).fingerprint == wanted)
        #expect(try build([2, 1, 0], ["temp", "hr"]).fingerprint == wanted)
    }

    @Test func calendarCollection() throws {
        var data = SeriesBuilder()
        data["a"].append(time: Moment.calendar(microseconds: -1), ["hr": 70])
        let wanted = "78b19b8992deef169f06b7aae3576612c41cec14d4605f085842dc76b611e09e"
        #expect(try data.build().fingerprint == wanted)
    }

    @Test func everyPartCounts() throws {
        let whole = try build([0, 1, 2], ["hr", "temp"])
        let parts = [
            try build([0, 1], ["hr", "temp"]), whole.filtered { _, row in whole.values[row] != 36.5 },
            SeriesCollection(
                variables: ["hr", "pulse"], staticNames: whole.staticNames, names: whole.names, offsets: whole.offsets,
                times: whole.times, variableIndices: whole.variableIndices, values: whole.values, statics: whole.statics
            ),
            SeriesCollection(
                variables: whole.variables, staticNames: whole.staticNames, names: whole.names, offsets: whole.offsets,
                times: whole.times, variableIndices: whole.variableIndices, values: whole.values),
        ]
        #expect(Set((parts + [whole]).map(\.fingerprint)).count == 5)
    }

    @Test func eventCollection() {
        let events = EventCollection(
            marks: ["y", "x"], names: ["b", "a"], offsets: [0, 1, 3], times: .numeric([2, 1.5, 1.5]), mark: [1, 0, 1],
            windows: [[], [ExposureWindow(start: .numeric(0), end: .numeric(10))]])
        #expect(events.fingerprint == "4723f249472510a6887312ef93f2eac8cfd443cf7a90c0cf4a786a16c23aea25")
    }
}
