import Testing
import TimeSeries

/// Errors of measurements beside the values of a collection.
@Suite struct MeasurementErrorTests {
    private func build() throws -> SeriesCollection {
        var data = SeriesBuilder()
        data["a"].append(time: 3.5, ["hr": 71], errors: ["hr": 0])
        data["a"].append(time: 1, ["hr": 69, "temp": 36.5], errors: ["hr": 0.5])
        return try data.build()
    }

    /// The column as text, so that what is not known equals itself.
    private func text(_ data: SeriesCollection) -> [String]? { data.errors?.map { "\($0)" } }

    /// The error that `build()` throws.
    private func refusal(_ write: (inout SeriesBuilder) -> Void) -> SeriesBuildingError? {
        var data = SeriesBuilder()
        write(&data)
        do throws(SeriesBuildingError) {
            _ = try data.build()
            return nil
        } catch {
            return error
        }
    }

    @Test func errorsStandBesideTheirValues() throws {
        let data = try build()
        #expect(data.values == [69, 36.5, 71])
        #expect(text(data) == ["0.5", "nan", "0.0"])
    }

    @Test func withoutAnyErrorThereIsNoColumn() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["hr": 69], errors: [:])
        data["a"].append(time: 2, values: ["hr": 69])
        #expect(try data.build().errors == nil)
        let whole = try build()
        #expect(whole.filtered { _, row in whole.variableIndices[row] == 1 }.errors == nil)
        #expect(try whole.filtered(SeriesFilter(variables: ["temp"])).errors == nil)
    }

    @Test func errorsFollowTheirRowsThroughFilters() throws {
        let whole = try build()
        #expect(try whole.filtered(SeriesFilter()) == whole)
        #expect(try text(whole.filtered(SeriesFilter(variables: ["temp", "hr"]))) == ["nan", "0.5", "0.0"])
        #expect(try text(whole.filtered(SeriesFilter(from: .numeric(2)))) == ["0.0"])
        #expect(text(whole.filtered { _, row in row != 0 }) == ["nan", "0.0"])
    }

    @Test func collectionsOfOtherErrorsAreOthers() throws {
        let whole = try build()
        func with(_ errors: [Double]?) -> SeriesCollection {
            SeriesCollection(
                variables: whole.variables, names: whole.names, offsets: whole.offsets, times: whole.times,
                variableIndices: whole.variableIndices, values: whole.values, errors: errors)
        }
        let same = with([0.5, -.nan, 0])
        #expect(same == whole && same.hashValue == whole.hashValue && same.fingerprint == whole.fingerprint)
        let none = with(nil)
        #expect(with([.nan, .nan, .nan]) == none && none.errors == nil)
        let others = [
            none, with([0.5, .nan, .nan]), with([0.5, 0, 0]), with([0.25, .nan, 0]), with([.nan, 0.5, 0]),
        ]
        for other in others { #expect(other != whole) }
        #expect(Set((others + [whole]).map(\.fingerprint)).count == 6)
    }

    /// `golden/fingerprints.py`. Without errors, fingerprints are those of `FingerprintTests`, as they were before there were errors.
    @Test func theFingerprintIsThatOfAnotherProgram() throws {
        #expect(try build().fingerprint == "e31c5a9da2c77aab9c51b644497543e7a9be73bfe6b468c8986840c1ab598bfd")
    }

    @Test(arguments: [-0.1, -.infinity, .infinity, .nan]) func errorsAreStandardDeviations(_ error: Double) {
        let found = refusal { $0["a"].append(time: 2, ["hr": 71], errors: ["hr": error]) }
        guard case .impossibleError(series: "a", variable: "hr", time: .numeric(2), _) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(found?.description.hasSuffix("is \(error), not a standard deviation") == true)
    }

    @Test func anErrorWithoutValueIsNamed() {
        let found = refusal { $0["a"].append(time: 2, ["hr": 71], errors: ["temp": 0.1]) }
        #expect(found == .errorWithoutValue(series: "a", variable: "temp", time: .numeric(2)))
        #expect(found?.description == "series 'a': temp at 2 has an error but no value")
    }

    @Test func equalRowsCountOnceAndOtherErrorsContradict() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["hr": 70], errors: ["hr": 0.5])
        data["a"].append(time: 1, values: ["hr": 70], errors: ["hr": 0.5])
        #expect(try text(data.build()) == ["0.5"])
        let other = refusal {
            $0["a"].append(time: 1, ["hr": 70], errors: ["hr": 0.5])
            $0["a"].append(time: 1, ["hr": 70], errors: ["hr": 0.25])
        }
        #expect(other == .errorConflict(series: "a", variable: "hr", time: .numeric(1), errors: [0.25, 0.5]))
        let none = refusal {
            $0["a"].append(time: 1, ["hr": 70])
            $0["a"].append(time: 1, ["hr": 70], errors: ["hr": 0.5])
        }
        #expect(none?.description == "series 'a': the error of hr at 1 is both 0.5 and unknown")
    }

    @Test func zeroHasNoSign() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["x": 1], errors: ["x": -0.0])
        #expect(try data.build().errors?.map(\.sign) == [.plus])
    }
}
