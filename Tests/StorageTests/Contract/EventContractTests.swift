import CSV
import Storage
import Testing
import TimeSeries

/// What every kind of store does with events and windows of exposure.
@Suite struct EventContractTests {
    private func filled(_ kind: StoreKind) throws -> StoreFixture {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,kind,from,to\nb,3,y,0,5\nb,1,x,0,5\nb,1,w,0,5\na,7,x,6,9\na,,,0,4\nc,,,1,2\n") {
            $0.isEvents = true
            $0.mark = "kind"
            $0.windowFrom = "from"
            $0.windowTo = "to"
        }
        return fixture
    }

    private func window(_ start: Double, _ end: Double) -> ExposureWindow {
        ExposureWindow(start: .numeric(start), end: .numeric(end))
    }

    @Test(arguments: StoreKind.all)
    func eventsAscendInTimeThenMark(_ kind: StoreKind) throws {
        try filled(kind).withStore { store in
            let found = try store.events()
            #expect(found.names == ["b", "a", "c"] && found.offsets == [0, 3, 4, 4])
            #expect(found.marks == ["w", "x", "y"] && found.mark == [0, 1, 2, 1])
            #expect(found.times == .numeric([1, 1, 3, 7]))
            #expect(found.windows == [[window(0, 5)], [window(0, 4), window(6, 9)], [window(1, 2)]])
            #expect(try store.eventTotals(series: nil) == EventTotals(series: 2, events: 4))
            #expect(try store.eventTotals(series: ["a", "c"]) == EventTotals(series: 1, events: 1))
        }
    }

    @Test(arguments: StoreKind.all)
    func whatIsLaterIsCutOff(_ kind: StoreKind) throws {
        try filled(kind).withStore { store in
            let found = try store.events(series: ["a", "b"], until: .numeric(2))
            #expect(found.names == ["a", "b"] && found.offsets == [0, 0, 2])
            #expect(found.windows == [[window(0, 2)], [window(0, 2)]])
        }
    }

    @Test(arguments: StoreKind.all)
    func knownEventsAndWindowsAreUnchanged(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        let again = try fixture.load("id,time,kind,from,to\nb,3,y,0,5\nb,4,y,0,5\na,8,x,3,9\n", name: "more.csv") {
            $0.isEvents = true
            $0.mark = "kind"
            $0.windowFrom = "from"
            $0.windowTo = "to"
            $0.allowsRejects = true
        }
        #expect((again.rowsStored, again.rowsUnchanged, again.rowsRejected) == (1, 1, 1))
        #expect(again.firstRejects[0].reason.contains("overlaps that from 0 to 4"))
        #expect(try fixture.withStore { try $0.eventTotals(series: nil).events } == 5)
    }
}
