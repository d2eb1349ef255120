import CSV
import Storage
import Testing
import TimeSeries

/// What every kind of store does with units of variables.
@Suite struct UnitContractTests {
    private let text = "id,time,x,y,age\na,1,1,2,60\na,2,7,8,60\n"

    private func variables(_ options: inout ImportOptions) {
        options.variables = ["x", "y"]
        options.statics = ["age"]
    }

    @Test(arguments: StoreKind.all)
    func unitsAreKeptAndComeWithTheObservations(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load(text) {
            variables(&$0)
            $0.units = ["x": "mg/dl", "age": "years"]
        }
        let later = try fixture.load("id,time,x,z\nb,3,1,1\n", name: "later.csv") { $0.units = ["z": "µg"] }
        #expect(later.isCommitted)
        try fixture.load("id,time,x\nb,4,1\n", name: "same.csv") { $0.units = ["x": "mg/dl"] }
        try fixture.withStore { store throws in
            #expect(try store.units() == ["x": "mg/dl", "age": "years", "z": "µg"])
            let units = try store.units()
            #expect(try store.observations().units == units)
            let part = try store.observations(ObservationFilter(series: ["b"], variables: ["x"]))
            #expect(part.units["x"] == "mg/dl")
            #expect(try part.filtered(SeriesFilter(variables: ["x"])).units == part.units)
        }
    }

    @Test(arguments: StoreKind.all)
    func anotherUnitIsRefusedAndNothingOfTheFileStays(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load(text) {
            variables(&$0)
            $0.units = ["x": "mg/dl"]
        }
        let before = try fixture.observations()
        #expect {
            try fixture.load("id,time,x\nb,3,1\n", name: "other.csv") { $0.units = ["x": "µmol/l"] }
        } throws: { error in
            guard case .otherUnit(_, "x", "µmol/l", known: "mg/dl") = error as? CSVError else { return false }
            return true
        }
        #expect {
            try fixture.load("id,time,x\nb,3,1\n", name: "none.csv") { $0.units = ["w": "s"] }
        } throws: { error in
            guard case .unitOfNothing(_, "w", "s") = error as? CSVError else { return false }
            return true
        }
        #expect(try fixture.observations() == before)
        try fixture.withStore { store throws in
            #expect(try store.units() == ["x": "mg/dl"])
            #expect(try store.seriesNames() == ["a"])
        }
    }

    /// Units name the numbers; they change none of them, nor their fingerprint.
    @Test func unitsDoNotEnterTheFingerprint() throws {
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["x": 1])
        let plain = try data.build()
        data.units["x"] = "mg/dl"
        let named = try data.build()
        #expect(named.units == ["x": "mg/dl"] && named != plain && named.fingerprint == plain.fingerprint)
    }
}
