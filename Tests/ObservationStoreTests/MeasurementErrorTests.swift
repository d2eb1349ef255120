import CSV
import Foundation
import Storage
import Testing
import TimeSeries

@testable import ObservationStore

/// Measurement errors in the tables, and in stores of version 2.
@Suite struct MeasurementErrorTests {
    private func errors(_ options: inout ImportOptions) { options.errors = [ErrorColumn("e")] }

    @Test func anotherProgramReadsThemFromSQL() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x,e\na,1,15.2,0.006\na,2,15.3,\na,3,15.4,0\n", errors)
        #expect(
            try folder.shell("SELECT time, value, error, typeof(error) FROM observation ORDER BY time")
                == ["1.0|15.2|0.006|real", "2.0|15.3|None|null", "3.0|15.4|0.0|real"])
        #expect(try folder.shell("SELECT options FROM import")[0].contains("\"errors\":[{\"column\":\"e\"}]"))
        #expect(try folder.shell("PRAGMA integrity_check") == ["ok"])
    }

    /// Groups of cells take the errors along, in any order of rows, and by a compressed file.
    @Test func manyRowsKeepTheirOwnErrors() throws {
        let folder = try StoreFolder()
        let rows = (0..<1000).map { $0 * 733 % 1000 }
        func error(_ row: Int) -> String { row % 3 == 0 ? "" : "\(Double(row) / 1024)" }
        let plain = try folder.write(
            "data.csv", "id,time,x,e\n" + rows.map { "a,\($0),\($0 % 9),\(error($0))\n" }.joined())
        _ = try folder.run(["gzip", plain])
        var options = ImportOptions()
        errors(&options)
        let importer = Importer(path: folder.store, options: options)
        #expect(try importer.run(plain + ".gz").rowsStored == 1000)
        let again = try importer.run(plain + ".gz")
        #expect((again.rowsStored, again.rowsUnchanged) == (0, 1000))
        let data = try ObservationStore(path: folder.store).observations()
        let found = try #require(data.errors)
        #expect(found.count == 1000)
        for (row, value) in found.enumerated() {
            #expect(row % 3 == 0 ? value.isNaN : value == Double(row) / 1024)
        }
    }

    /// The first errors may come late, and none after: rows before and after have none.
    @Test func seriesWithErrorsStandBetweenOthers() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,1\na,2,2\nc,1,5\n")
        try folder.load("id,time,x,e\nb,1,3,0.5\nb,2,4,\n", errors)
        try folder.load("id,time,x\nd,1,6\n")
        let data = try ObservationStore(path: folder.store).observations(
            ObservationFilter(series: ["a", "b", "c", "d"]))
        #expect(data.values == [1, 2, 3, 4, 5, 6])
        #expect(data.errors?.map { "\($0)" } == ["nan", "nan", "0.5", "nan", "nan", "nan"])
        let all = try ObservationStore(path: folder.store).observations()
        #expect(
            all.names == ["a", "c", "b", "d"] && all.errors?.map(\.isNaN) == [true, true, true, false, true, true])
        #expect(try ObservationStore(path: folder.store).observations(ObservationFilter(series: ["d"])).errors == nil)
    }

    /// A store as version 2 of the tables had it.
    private func oldStore() throws -> StoreFolder {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,1.5\na,2,-0.1\nb,1,3\n")
        let database = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
        try database.execute(
            StoreFolder.dropsBacktests + "ALTER TABLE observation DROP COLUMN error; PRAGMA user_version = 2")
        return folder
    }

    @Test func storesOfVersion2AreReadAsTheyAre() throws {
        let folder = try oldStore()
        let data = try ObservationStore(path: folder.store).observations()
        #expect(data.values == [1.5, -0.1, 3] && data.errors == nil)
        let one = try ObservationStore(path: folder.store).observations(ObservationFilter(series: ["b"]))
        #expect(one.values == [3])
        #expect(try folder.shell("PRAGMA user_version") == ["2"])
    }

    @Test func storesOfVersion2MigrateForwardOnWriting() throws {
        let folder = try oldStore()
        let fingerprint = try ObservationStore(path: folder.store).observations().fingerprint
        _ = try ObservationStore(path: folder.store, access: .writing)
        #expect(try folder.shell("PRAGMA user_version") == ["\(ObservationStore.schemaVersion)"])
        #expect(try ObservationStore(path: folder.store).observations().fingerprint == fingerprint)
        let repeated = try folder.load("id,time,x\na,1,1.5\na,2,-0.1\nb,1,3\n")
        #expect(repeated.rowsUnchanged == 3)
        let other = try oldStore()
        try other.load("id,time,x,e\nb,2,4,0.25\n", errors)
        #expect(
            try other.shell("SELECT value, error FROM observation ORDER BY series, time")
                == ["1.5|None", "-0.1|None", "3.0|None", "4.0|0.25"])
        #expect(
            try other.shell("PRAGMA integrity_check; PRAGMA user_version") == [
                "ok", "\(ObservationStore.schemaVersion)",
            ])
    }

    @Test func aRefusedFileMigratesNothing() throws {
        let folder = try oldStore()
        let report = try folder.load("id,time,x,e\na,9,1,-1\n", errors)
        #expect(!report.isCommitted)
        #expect(
            try folder.shell("PRAGMA user_version; SELECT count(*) FROM pragma_table_info('observation')") == [
                "2", "5",
            ])
    }

    /// Where no error is known, an observation costs one byte more than in a table without the column, and stays under 20.
    @Test func anErrorThatIsNotKnownCostsAByte() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\n" + (0..<5000).map { "a,\($0),\(Double($0) / 8)\n" }.joined())
        let database = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
        try database.execute(
            """
            CREATE TABLE plain(series INTEGER, variable INTEGER, time REAL, value REAL, import INTEGER,
                PRIMARY KEY(series, variable, time)) STRICT, WITHOUT ROWID;
            INSERT INTO plain SELECT series, variable, time, value, import FROM observation
            """)
        let bytes = try folder.shell(
            "SELECT sum(payload) FROM dbstat WHERE name IN ('observation', 'plain') GROUP BY name ORDER BY name"
        ).compactMap(Int.init)
        try #require(bytes.count == 2)
        #expect(bytes[0] == bytes[1] + 5000 && bytes[0] < 20 * 5000)
    }
}
