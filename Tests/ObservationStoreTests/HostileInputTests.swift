import CSV
import Foundation
import Storage
import Testing
import TimeSeries

@testable import ObservationStore

@Suite struct HostileInputTests {
    /// Imports that fail as a whole, and what their message says.
    @Test(arguments: [
        ("", "is empty"), ("id,time,x\n", "no rows"), ("id,time,x", "no rows"), ("\u{FEFF}id,time,x\n", "no rows"),
        ("id,x\na,1\n", "no column is recognised as the time"), ("id,time,id\na,1,2\n", "two columns are called 'id'"),
        ("id,time,note\na,1,hello\n", "no column holds numbers"), ("id,time,x\na,now,1\n", "does not hold times"),
        ("\n\n\n", "is empty"),
    ])
    func filesThatAreNoData(_ text: String, _ message: String) throws {
        let folder = try StoreFolder()
        let error = csvError { try folder.load(text) }
        let found = error?.description ?? ""
        #expect(error?.category == .badInput)
        #expect(found.contains(message) && found.contains("data.csv"), "\(found)")
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    /// Rows that are bad, and the reason given.
    @Test(arguments: [
        ("a,1", "2 fields, the header has 3"), ("a,1,2,3", "4 fields, the header has 3"),
        ("a,1,1e400", "x '1e400' is beyond the range of numbers"), ("a,1,inf", "x 'inf' is infinite"),
        ("a,1,-Infinity", "x '-Infinity' is infinite"), ("a,1,0x10", "x '0x10' is not a number"),
        ("a,1,\"3,5\"", "x '3,5' is not a number (a decimal comma?)"), ("a,inf,1", "time 'inf' is not finite"),
        ("a,,1", "time '' is empty"), (",1,1", "the series is empty"),
        ("a,1,\"2\"3", "there is text after a closing quote"), ("a,1,\"2", "a quote is opened and never closed"),
        ("a,2024-01-01,1", "time '2024-01-01' is not a number"),
    ])
    func rowsThatAreBad(_ row: String, _ reason: String) throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,x\nb,1,1\nb,2,2\n\(row)\n")
        #expect(report.firstRejects.map(\.reason) == [reason])
        #expect(report.firstRejects.map(\.line) == [4])
        #expect(!report.isCommitted && report.rowsRead == 3)
    }

    @Test func markOrderLineEndsAndQuotesAreUnderstood() throws {
        let folder = try StoreFolder()
        let report = try folder.load(
            "\u{FEFF}\"id\",\"time\",\"x\"\r\n\"a\nb\",1,\"2\"\r\n\"say \"\"hi\"\"\",2,3\r\n\r\nc,3,4")
        #expect(report.rowsStored == 3)
        #expect(try folder.observations() == ["a\nb|x|1.0|2.0", "c|x|3.0|4.0", "say \"hi\"|x|2.0|3.0"])
        let bad = try folder.load("id,time,x\n\"a\nb\",1,2\nc,x,1\n", name: "more.csv")
        #expect(bad.firstRejects.map(\.line) == [4])
    }

    @Test func delimitersAreFoundAndWrongOnesNamed() throws {
        for delimiter in [";", "\t", "|"] {
            let folder = try StoreFolder()
            let text = "id,time,x\na,1,2\n".replacing(",", with: delimiter)
            #expect(try folder.load(text).rowsStored == 1)
            let error = csvError {
                try folder.load(text) {
                    $0.delimiter = ","
                    $0.series = "id"
                }
            }
            guard case .unknownColumn(_, "id", .series, _, _, let separator) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(separator == Character(delimiter))
        }
    }

    @Test func yearsAtTheEndsOfTheCalendar() throws {
        let folder = try StoreFolder()
        #expect(try folder.load("id,time,x\na,0001-01-01,1\na,9999-12-31T23:59:59.999999Z,2\n").rowsStored == 2)
        #expect(try folder.load("id,time,x\na,0000-12-31,1\na,2000-01-01,1\n").rowsRejected == 1)
        #expect(try folder.load("id,time,x\na,10000-01-01,1\na,2000-01-01,1\n").rowsRejected == 1)
    }

    @Test func ambiguousLocalTimesAreBadRows() throws {
        let folder = try StoreFolder()
        let report = try folder.load(
            "id,time,x\na,2024-10-27 02:30:00,1\na,2024-03-31 02:30:00,1\na,2024-10-27 04:00:00,1\n"
        ) { $0.timeZone = "Europe/Berlin" }
        #expect(report.rowsRejected == 2)
        #expect(report.firstRejects[0].reason.contains("occurs twice in Europe/Berlin"))
        #expect(report.firstRejects[1].reason.contains("does not exist in Europe/Berlin"))
    }

    @Test func tenThousandVariables() throws {
        let folder = try StoreFolder()
        let names = (0..<10_000).map { "v\($0)" }.joined(separator: ",")
        let values = (0..<10_000).map { "\($0)" }.joined(separator: ",")
        let report = try folder.load("id,time,\(names)\na,1,\(values)\n")
        #expect(report.rowsStored == 1 && report.observationsStored == 10_000)
        #expect(try ObservationStore(path: folder.store).observations().variables.count == 10_000)
    }

    @Test func aFieldOfAMegabyte() throws {
        let folder = try StoreFolder()
        let long = String(repeating: "z", count: 1 << 20)
        #expect(try folder.load("id,time,x\n\(long),1,2\n").rowsStored == 1)
        #expect(try ObservationStore(path: folder.store).seriesNames() == [long])
        let report = try folder.load("id,time,x\na,1,\(long)\na,2,1\n", name: "bad.csv") { $0.variables = ["x"] }
        #expect(report.rowsRejected == 1 && report.firstRejects[0].reason.utf8.count < 200)
    }

    @Test func textThatIsNotUTF8() throws {
        let folder = try StoreFolder()
        let file = try folder.write("latin.csv", Array("id,time,x\n".utf8) + [0xE9] + Array(",1,2\nb,1,2\n".utf8))
        let report = try Importer(path: folder.store, options: ImportOptions()).run(file)
        #expect(report.firstRejects.map(\.reason) == ["the series' name is not UTF-8 text"])
        let wide = try folder.write("wide.csv", [0xFF, 0xFE] + Array("i\0d\0".utf8))
        #expect(
            csvError { _ = try Importer(path: folder.store, options: ImportOptions()).run(wide) }?
                .description.contains("UTF-16") == true)
    }

    @Test func unreadableFilesAndStores() throws {
        let folder = try StoreFolder()
        func load(_ store: String, _ file: String) throws {
            _ = try Importer(path: store, options: ImportOptions(), lockTimeout: 0.1).run(file)
        }
        func message(_ store: String, _ file: String) -> StoreError? { storeError { try load(store, file) } }
        let good = try folder.write("good.csv", "id,time,x\na,1,2\n")
        let none = folder.path + "/none.csv"
        #expect(
            csvError { try load(folder.store, none) } == .unreadable(file: none, reason: "No such file or directory"))
        #expect(
            csvError { try load(folder.store, folder.path) }
                == .unreadable(file: folder.path, reason: "it is a folder"))
        #expect(message(folder.path, good)?.description.contains("is a folder, not a store") == true)
        let text = try folder.write("text.sqlite", String(repeating: "not a database ", count: 100))
        #expect(message(text, good) == .notAStore(store: text, what: "not an SQLite file"))
        #expect(
            message(folder.path + "/no/such/folder.sqlite", good)?.description.contains("cannot open the store") == true
        )
        let other = folder.path + "/other.sqlite"
        let database = try Database(path: other, access: .create, lockTimeout: 1)
        try database.execute("CREATE TABLE t(x)")
        #expect(message(other, good)?.description.contains("another program") == true)
    }

    @Test func storesOfNewerVersionsAreLeftUntouched() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,2\n")
        do {
            let database = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
            try database.execute(
                "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.store))
        let error = storeError { try folder.load("id,time,x\na,2,2\n") }
        #expect(error?.description.contains("is of version 99") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == before)
        #expect(storeError { _ = try ObservationStore(path: folder.store) }?.description.contains("99") == true)
    }

    @Test func writersWaitAndThenSayThatTheStoreIsLocked() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,2\n")
        let other = try Database(path: folder.store, access: .readWrite, lockTimeout: 1)
        try other.execute("BEGIN IMMEDIATE")
        let error = storeError { try folder.load("id,time,x\na,2,2\n") }
        #expect(error?.description.contains("is locked") == true)
        // Reading goes on meanwhile.
        #expect(try folder.observations().count == 1)
        try other.execute("COMMIT")
        #expect(try folder.load("id,time,x\na,2,2\n").rowsStored == 1)
    }

    @Test func cancelledImportsLeaveTheStoreAsItWas() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,2\n")
        let file = try folder.write("big.csv", "id,time,x\n" + (0..<20_000).map { "b,\($0),1\n" }.joined())
        let error = storeError {
            _ = try Importer(path: folder.store, options: ImportOptions()).run(file, isCancelled: { true })
        }
        #expect(error == .interrupted)
        #expect(try folder.observations() == ["a|x|1.0|2.0"])
    }

    @Test func storesKeepOneKindOfTime() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,2\n")
        let error = csvError { try folder.load("id,time,x\na,2024-01-01,2\n") }
        #expect(error?.description.contains("the store keeps numeric time") == true)
    }

    @Test func queriesOnlyRead() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,1,2\n")
        for sql in ["DELETE FROM observation", "DROP TABLE observation", "INSERT INTO series(name) VALUES('z')"] {
            #expect(storeError { _ = try folder.rows(sql) } != nil)
        }
        guard case .invalidQuery(.unreadable) = storeError({ _ = try folder.rows("SELEC 1") }) else {
            Issue.record("a misspelt query is the caller's mistake")
            return
        }
        #expect(try folder.rows("SELECT count(*) FROM observation") == [[.integer(1)]])
    }
}
