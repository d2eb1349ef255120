import Foundation
import Testing
import TimeSeries

/// The error that `build()` throws.
private func refusal(_ data: SeriesBuilder) -> SeriesBuildingError? {
    do throws(SeriesBuildingError) {
        _ = try data.build()
        return nil
    } catch {
        return error
    }
}

@Suite struct SeriesBuilderTests {
    @Test func rowsOfAnyOrderBecomeCanonicalColumns() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 3.5, ["hr": 71, "temp": 36.8])
        data["b"].append(time: -1, ["spo2": 97])
        data["a"].append(time: 1, ["temp": 36.5])
        data["a"].append(time: 1, ["hr": 69])
        data["b"].append(time: -2.5, ["hr": 80])
        data["a"].statics["age"] = 62
        data["b"].statics["sex"] = "f"
        data["c"].statics["age"] = 40.5
        let wanted = SeriesCollection(
            variables: ["hr", "temp", "spo2"], staticNames: ["age", "sex"], names: ["a", "b", "c"],
            offsets: [0, 4, 6, 6], times: .numeric([1, 1, 3.5, 3.5, -2.5, -1]), variableIndices: [0, 1, 0, 1, 0, 2],
            values: [69, 36.5, 71, 36.8, 80, 97],
            statics: [[.number(62), nil], [nil, .text("f")], [.number(40.5), nil]])
        #expect(try data.build() == wanted)
    }

    @Test func rowsInAnyOrderGiveTheSameCollection() throws {
        // Rows 101 apart have one time and different variables: no cell has two values.
        let rows: [(time: Double, variable: String)] = (0..<200).map { (Double($0 * 37 % 101), "v\($0 % 3)") }
        func build(_ order: [Int]) throws -> SeriesCollection {
            var data = SeriesBuilder(variables: ["v0", "v1", "v2"])
            for index in order {
                data["s"].append(time: rows[index].time, values: [rows[index].variable: Double(index)])
            }
            return try data.build()
        }
        let ascending = try build(Array(rows.indices))
        #expect(ascending.values.count == rows.count)
        #expect(try build(Array(rows.indices.reversed())) == ascending)
        let shuffled = (0..<200).map { $0 * 61 % 200 }
        #expect(try build(shuffled) == ascending)
    }

    @Test func equalRowsCountOnce() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["hr": 70])
        data["a"].append(time: 1.0, ["hr": 70, "temp": 37])
        #expect(try data.build().values == [70, 37])
    }

    @Test func twoValuesOfOneCellAreNamed() {
        var data = SeriesBuilder()
        data["b"].append(time: 0, ["temp": 37])
        data["a"].append(time: 0, ["temp": 37, "hr": 71])
        data["a"].append(time: 0, ["hr": 70])
        #expect(
            refusal(data) == .conflict(series: "a", variable: "hr", time: .numeric(0), values: [70, 71]))
        #expect(refusal(data)?.description == "series 'a': hr at 0 is both 70 and 71")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity]) func valuesAreFinite(_ value: Double) throws {
        var data = SeriesBuilder()
        data["a"].append(time: 2, ["hr": 71, "temp": value])
        guard case .notFinite(series: "a", variable: "temp", time: .numeric(2), let found) = refusal(data) else {
            Issue.record("\(String(describing: refusal(data)))")
            return
        }
        #expect(found.isNaN == value.isNaN && (found == value || value.isNaN))
        var covariate = SeriesBuilder()
        covariate["a"].statics["age"] = .number(value)
        guard case .notFinite(series: "a", variable: "age", time: nil, _) = refusal(covariate) else {
            Issue.record("\(String(describing: refusal(covariate)))")
            return
        }
    }

    @Test func timesAreFiniteAndOfTheCalendar() {
        var plain = SeriesBuilder()
        plain["a"].append(time: Double.infinity, ["hr": 71])
        #expect(refusal(plain) == .impossibleTime(series: "a", time: "inf"))
        let times: [any MomentConvertible] = [
            Date.distantPast.addingTimeInterval(-1e11), Date(timeIntervalSince1970: 3e11),
            Date(timeIntervalSince1970: .nan), Date(timeIntervalSince1970: -.infinity),
            Moment.calendar(microseconds: .min), Moment.numeric(.nan),
        ]
        for (index, time) in times.enumerated() {
            var data = SeriesBuilder()
            data["a"].append(time: time, ["hr": 71])
            guard case .impossibleTime(series: "a", _) = refusal(data) else {
                Issue.record("time \(index) is taken")
                return
            }
        }
        var late = SeriesBuilder()
        late["a"].append(time: Moment.calendar(microseconds: .max), ["hr": 71])
        #expect(refusal(late) == .impossibleTime(series: "a", time: "9223372036854775807 µs since 1970"))
    }

    @Test func datesAreExactToTheMicrosecond() throws {
        var data = SeriesBuilder()
        data["a"].append(time: Date(timeIntervalSince1970: 1_709_210_096.25), ["hr": 71])
        data["a"].append(time: Moment.calendar(microseconds: -1), ["hr": 70])
        #expect(try data.build().times == .calendar([-1, 1_709_210_096_250_000]))
    }

    @Test func oneCollectionHasOneKindOfTime() {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["hr": 71])
        data["a"].append(time: Date(timeIntervalSince1970: 0), ["hr": 71])
        #expect(refusal(data) == .mixedTimes(series: "a", .calendar))
        var other = SeriesBuilder()
        other["a"].append(time: 1, ["hr": 71])
        other["b"].append(time: Date(timeIntervalSince1970: 0), ["hr": 71])
        #expect(refusal(other) == .mixedTimes(series: "b", .calendar))
    }

    @Test func readingDoesNotAddASeries() throws {
        var data = SeriesBuilder()
        #expect(data["a"].statics["age"] == nil)
        #expect(data.names.isEmpty)
        data["a"].statics["age"] = 3
        data["a"].statics["age"] = nil
        #expect(try data.build().staticNames.isEmpty)
        #expect(data.names == ["a"])
    }

    @Test func nothingIsAnEmptyCollection() throws {
        let empty = try SeriesBuilder(variables: ["hr"]).build()
        #expect(empty.count == 0 && empty.variables == ["hr"] && empty.offsets == [0])
    }

    @Test func zeroHasNoSign() throws {
        var data = SeriesBuilder()
        data["a"].append(time: -0.0, ["x": -0.0])
        data["a"].append(time: 0.0, ["x": 0.0])
        let built = try data.build()
        #expect(built.values.map(\.sign) == [.plus])
        #expect(built.times == .numeric([0]))
    }
}
