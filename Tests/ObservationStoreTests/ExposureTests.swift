import CSV
import Foundation
import Storage
import Testing
import TimeSeries

@testable import ObservationStore

/// Windows of exposure: from the command's words, from columns, and in stores of version 1.
@Suite struct ExposureTests {
    private func events(_ options: inout ImportOptions) { options.isEvents = true }

    private func windows(_ folder: StoreFolder) throws -> [String] {
        try folder.shell(
            "SELECT s.name, start, finish FROM exposure JOIN series AS s ON s.id = series ORDER BY s.name, start")
    }

    @Test func oneWindowForAll() throws {
        let folder = try StoreFolder()
        let text = "id,time,kind\na,3,x\na,1,y\nb,24,x\n"
        let options: (inout ImportOptions) -> Void = {
            $0.isEvents = true
            $0.mark = "kind"
            $0.window = ["0", "24"]
        }
        let report = try folder.load(text, options)
        #expect(report.rowsStored == 3 && report.windowsStored == 2)
        #expect(try windows(folder) == ["a|0.0|24.0", "b|0.0|24.0"])
        // Twice changes nothing.
        let again = try folder.load(text, options)
        #expect(again.rowsUnchanged == 3 && again.windowsStored == 0)
        let found = try ObservationStore(path: folder.store).events()
        #expect(found.names == ["a", "b"] && found.marks == ["x", "y"] && found.mark == [1, 0, 0])
        #expect(found.times == .numeric([1, 3, 24]))
        #expect(found.windows[0] == [ExposureWindow(start: .numeric(0), end: .numeric(24))])
        let cut = try ObservationStore(path: folder.store).events(series: ["a"], until: .numeric(2))
        #expect(cut.times == .numeric([1]))
        #expect(cut.windows[0] == [ExposureWindow(start: .numeric(0), end: .numeric(2))])
    }

    @Test func windowsByColumnsWithGapsAndWithoutEvents() throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,from,to\na,1,0,5\na,7,6,9\na,2,0,5\nb,,0,5\n") {
            $0.isEvents = true
            $0.windowFrom = "from"
            $0.windowTo = "to"
        }
        #expect(report.rowsStored == 4 && report.observationsStored == 3 && report.windowsStored == 3)
        #expect(try windows(folder) == ["a|0.0|5.0", "a|6.0|9.0", "b|0.0|5.0"])
        #expect(try ObservationStore(path: folder.store).events().offsets == [0, 3, 3])
    }

    @Test func badWindowsAreBadRows() throws {
        let columns: (inout ImportOptions) -> Void = {
            $0.isEvents = true
            $0.windowFrom = "from"
            $0.windowTo = "to"
        }
        for (rows, reason) in [
            ("a,7,0,5\n", "time 7 lies outside the window from 0 to 5"),
            ("a,1,5,0\n", "the window from 5 to 0 does not go forward"),
            ("a,1,0,0\n", "does not go forward"),
            ("a,1,0,5\na,4,3,9\n", "the window from 3 to 9 overlaps that from 0 to 5"),
            ("a,1,0,inf\n", "to 'inf' is not"), ("a,1,0,5\na,,,5\n", "from '' is empty"),
        ] {
            let folder = try StoreFolder()
            let report = try folder.load("id,time,from,to\n\(rows)", columns)
            #expect(!report.isCommitted)
            #expect(report.firstRejects.first?.reason.contains(reason) == true, "\(report.firstRejects)")
        }
        let folder = try StoreFolder()
        try folder.load("id,time\na,1\n") {
            $0.isEvents = true
            $0.window = ["0", "5"]
        }
        // Later files keep to the windows that are known.
        let late = try folder.load("id,time\na,6\n", events)
        #expect(late.firstRejects.first?.reason.contains("lies outside every window already known") == true)
    }

    @Test func windowsThatContradictTheCommand() throws {
        for (change, fault) in [
            ({ $0.window = ["5", "0"] }, .emptyWindow(start: "5", end: "0")),
            ({ $0.window = ["0"] }, .windowTexts(count: 1)),
            ({ $0.window = ["0", "x"] }, .windowTime(text: "x", reason: "is not a number")),
            ({ $0.windowFrom = "time" }, .halfWindow),
        ] as [((inout ImportOptions) -> Void, OptionFault)] {
            let folder = try StoreFolder()
            let error = csvError {
                try folder.load("id,time\na,1\n") {
                    $0.isEvents = true
                    change(&$0)
                }
            }
            #expect(error == .invalidOptions(fault))
        }
        let error = csvError {
            try StoreFolder().load("id,time,x\na,1,2\n") { $0.window = ["0", "5"] }
        }
        #expect(error == .invalidOptions(.windowWithoutEvents))
    }

    /// A store as version 1 of the program left it.
    private func oldStore() throws -> StoreFolder {
        let folder = try StoreFolder()
        try folder.load("id,time\na,1\na,4\n", events)
        let database = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
        try database.execute(
            StoreFolder.dropsBacktests
                + "DROP TABLE exposure; ALTER TABLE observation DROP COLUMN error; PRAGMA user_version = 1")
        return folder
    }

    @Test func storesOfVersion1AreReadAsTheyAre() throws {
        let folder = try oldStore()
        let found = try ObservationStore(path: folder.store).events()
        #expect(found.times == .numeric([1, 4]) && found.windows == [[]])
        #expect(try folder.shell("PRAGMA user_version") == ["1"])
    }

    @Test func storesOfVersion1MigrateForwardOnWriting() throws {
        let folder = try oldStore()
        try folder.load("id,time\na,2\n") {
            $0.isEvents = true
            $0.window = ["0", "5"]
        }
        #expect(try folder.shell("PRAGMA user_version") == ["\(ObservationStore.schemaVersion)"])
        #expect(try windows(folder) == ["a|0.0|5.0"])
        #expect(try folder.shell("SELECT time FROM event ORDER BY time") == ["1.0", "2.0", "4.0"])
        let other = try oldStore()
        _ = try ObservationStore(path: other.store, access: .writing)
        #expect(try other.shell("PRAGMA user_version") == ["\(ObservationStore.schemaVersion)"])
        #expect(try other.shell("SELECT time FROM event ORDER BY time") == ["1.0", "4.0"])
    }

    @Test func aRefusedFileMigratesNothing() throws {
        let folder = try oldStore()
        let report = try folder.load("id,time\na,9\n") {
            $0.isEvents = true
            $0.window = ["0", "5"]
        }
        #expect(!report.isCommitted)
        #expect(try folder.shell("PRAGMA user_version") == ["1"])
    }
}
