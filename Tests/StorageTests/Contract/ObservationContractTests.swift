import CSV
import Storage
import Testing
import TimeSeries

/// What every kind of store does with observations.
@Suite struct ObservationContractTests {
    private let text = "id,time,x,y\nb,2,1,\nb,1,2,3\na,5,,4\na,0.5,6,7\n"

    @Test(arguments: StoreKind.all)
    func seriesComeInOrderOfImportAndRowsInOrderOfTime(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load(text)
        #expect(
            try fixture.observations() == [
                "b|x|1|2.0", "b|y|1|3.0", "b|x|2|1.0", "a|x|0.5|6.0", "a|y|0.5|7.0", "a|y|5|4.0",
            ])
        try fixture.withStore { store throws in
            #expect(try store.seriesNames() == ["b", "a"])
            #expect(try store.variableNames() == ["x", "y"])
            #expect(store.timeKind == .numeric && store.timeStyle.format == .number)
        }
    }

    @Test(arguments: StoreKind.all)
    func filtersSelect(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load(text)
        #expect(
            try fixture.observations(ObservationFilter(series: ["a", "b"], variables: ["y"]))
                == ["a|y|0.5|7.0", "a|y|5|4.0", "b|y|1|3.0"])
        #expect(
            try fixture.observations(ObservationFilter(until: .numeric(1)))
                == ["b|x|1|2.0", "b|y|1|3.0", "a|x|0.5|6.0", "a|y|0.5|7.0"])
        try fixture.withStore { store in
            let none = try store.observations(
                ObservationFilter(series: ["a"], variables: ["y", "x"], until: .numeric(0)))
            #expect(none.names == ["a"] && none.variables == ["y", "x"] && none.values.isEmpty)
        }
    }

    @Test(arguments: StoreKind.all)
    func unknownNamesAreRefusedWithNearOnes(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,level\nwest,1,2\neast,1,2\n")
        #expect(
            try fixture.refusal { _ = try $0.observations(ObservationFilter(series: ["wets"])) }
                == .unknownName(.series, name: "wets", near: ["west"], known: ["west", "east"]))
        #expect(
            try fixture.refusal { _ = try $0.observations(ObservationFilter(variables: ["height"])) }
                == .unknownName(.variable, name: "height", near: [], known: ["level"]))
        #expect(
            try fixture.refusal { _ = try $0.events(series: ["north"]) }?.category == .notFound)
    }

    @Test(arguments: StoreKind.all)
    func calendarTimesAreExact(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x\na,9999-12-31T23:59:59.999999Z,2\na,0001-01-01,0.1\na,1969-12-31T23:59:59.5Z,3\n")
        try fixture.withStore { store in
            let data = try store.observations()
            #expect(data.times == .calendar([-62_135_596_800_000_000, -500_000, 253_402_300_799_999_999]))
            #expect(data.values == [0.1, 3, 2])
            #expect(store.timeKind == .calendar)
        }
    }

    @Test(arguments: StoreKind.all)
    func staticCovariatesComeWithTheirSeries(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x,sex,code,age\na,1,1,f,007,61.5\nb,1,1,m,8,\n") {
            $0.statics = ["sex", "code", "age"]
            $0.variables = ["x"]
        }
        try fixture.withStore { store in
            let data = try store.observations(ObservationFilter(series: ["b", "a"]))
            #expect(data.variables == ["x"] && data.staticNames == ["sex", "code", "age"])
            #expect(
                data.statics == [
                    [.text("m"), .number(8), nil], [.text("f"), .text("007"), .number(61.5)],
                ])
        }
    }

    @Test(arguments: StoreKind.all)
    func anEmptyStoreIsNone(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        do {
            try fixture.withStore { _ -> Void in Issue.record("an empty store was opened") }
        } catch let error as StoreError {
            #expect(error.category == .unreadable)
        }
    }
}
