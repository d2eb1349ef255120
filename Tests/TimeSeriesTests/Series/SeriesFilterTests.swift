import Testing
import TimeSeries

@Suite struct SeriesFilterTests {
    private let whole: SeriesCollection

    init() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["hr": 69, "temp": 36.5])
        data["a"].append(time: 2, ["hr": 70])
        data["a"].append(time: 3, ["temp": 37])
        data["b"].append(time: 2, ["hr": 80, "temp": 38])
        data["b"].statics["age"] = 40
        whole = try data.build()
    }

    private func refusal(_ filter: SeriesFilter) -> SeriesFilterError? {
        do throws(SeriesFilterError) {
            _ = try whole.filtered(filter)
            return nil
        } catch {
            return error
        }
    }

    @Test func nothingChosenIsEverything() throws { #expect(try whole.filtered(SeriesFilter()) == whole) }

    @Test func seriesComeInTheOrderAskedFor() throws {
        let found = try whole.filtered(SeriesFilter(series: ["b", "a"]))
        #expect(found.names == ["b", "a"] && found.offsets == [0, 2, 6])
        #expect(found.values == [80, 38, 69, 36.5, 70, 37])
        #expect(found.statics == [[40], [nil]])
    }

    @Test func variablesComeInTheOrderAskedFor() throws {
        let found = try whole.filtered(SeriesFilter(variables: ["temp", "hr"]))
        #expect(found.variables == ["temp", "hr"])
        #expect(found.variableIndices == [0, 1, 1, 0, 0, 1])
        #expect(found.values == [36.5, 69, 70, 37, 38, 80])
        let one = try whole.filtered(SeriesFilter(variables: ["temp"]))
        #expect(one.times == .numeric([1, 3, 2]) && one.variableIndices == [0, 0, 0])
    }

    @Test func limitsAreInclusive() throws {
        let found = try whole.filtered(SeriesFilter(from: .numeric(2), until: .numeric(2)))
        #expect(found.values == [70, 80, 38] && found.offsets == [0, 1, 3])
        #expect(try whole.filtered(SeriesFilter(from: .numeric(9))).offsets == [0, 0, 0])
    }

    @Test func rowsAreChosenByAClosure() throws {
        let found = whole.filtered { series, row in series == 1 || whole.values[row] > 69 }
        #expect(found.values == [70, 80, 38] && found.names == ["a", "b"])
    }

    @Test func unknownNamesAreErrors() {
        #expect(refusal(SeriesFilter(series: ["c"])) == .unknownSeries("c", near: ["a", "b"]))
        #expect(refusal(SeriesFilter(variables: ["tmp"])) == .unknownVariable("tmp", near: ["temp"]))
        #expect(refusal(SeriesFilter(series: ["a", "a"])) == .repeated("a"))
        #expect(refusal(SeriesFilter(until: .calendar(microseconds: 0))) == .wrongKind(.calendar))
    }
}
