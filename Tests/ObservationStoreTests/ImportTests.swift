import CSV
import Foundation
import Storage
import Testing
import TimeSeries

@testable import ObservationStore

@Suite struct ImportTests {
    @Test func longFilesKeepIdentifiersTimesAndValues() throws {
        let folder = try StoreFolder()
        let report = try folder.load(
            "id,time,variable,value\n007,0.1,x,1\n007,0.30000000000000004,x,-2.5e-3\na b,1e-300,\"y,z\",12345678.125\n")
        #expect(report.rowsStored == 3 && report.rowsRead == 3 && report.isCommitted)
        let data = try ObservationStore(path: folder.store).observations()
        #expect(data.names == ["007", "a b"] && data.variables == ["x", "y,z"])
        #expect(data.times == .numeric([0.1, 0.30000000000000004, 1e-300]))
        #expect(data.values == [1, -2.5e-3, 12345678.125])
    }

    @Test func wideFilesTakeEveryOtherNumericColumn() throws {
        let folder = try StoreFolder()
        let report = try folder.load(
            "series,date,x,y,note\na,2024-01-02,1,NA,hello\na,2024-01-03,,2,\nb,2024-01-02,NaN,null,x\n")
        #expect(report.rowsStored == 2 && report.rowsUnchanged == 1 && report.rowsWithoutValue == 1)
        #expect(
            try folder.observations() == ["a|x|1704153600000000|1.0", "a|y|1704240000000000|2.0"])
        #expect(report.recognized.contains("layout: wide, variables x, y"))
    }

    @Test func aFileWithoutASeriesColumnIsOneSeries() throws {
        let folder = try StoreFolder()
        try folder.load(",co2\n1958-03-29,316.1\n1958-04-05,317.3\n", name: "co2_weekly.csv")
        #expect(try ObservationStore(path: folder.store).seriesNames() == ["co2_weekly"])
    }

    @Test func importingTwiceChangesNothing() throws {
        let folder = try StoreFolder()
        let text = "id,time,variable,value,sex\n1,1,x,1,f\n1,2,x,2,f\n1,2,x,2,f\n2,1,x,1,m\n"
        let first = try folder.load(text) { $0.statics = ["sex"] }
        #expect((first.rowsStored, first.rowsUnchanged) == (3, 1))
        let before = try folder.observations()
        let second = try folder.load(text) { $0.statics = ["sex"] }
        #expect((second.rowsRead, second.rowsUnchanged, second.rowsStored) == (4, 4, 0))
        #expect(try folder.observations() == before)
    }

    /// Cells go in by groups; known ones, repeats and contradictions among them are still told apart row by row.
    @Test func groupsOfCellsCountAsSingleOnes() throws {
        let folder = try StoreFolder()
        func file(_ rows: some Sequence<Int>, value: (Int) -> Int = { $0 % 7 }) -> String {
            "id,time,x\n" + rows.map { "s\($0 / 300),\($0),\(value($0))\n" }.joined()
        }
        let first = try folder.load(file(0..<1000))
        #expect((first.rowsStored, first.rowsUnchanged) == (1000, 0))
        // Shuffled, half of it known, and every tenth row twice.
        let mixed = (500..<6500).map { 500 + ($0 - 500) * 1009 % 6000 }
        let second = try folder.load(file(mixed + mixed.filter { $0 % 10 == 0 }))
        #expect((second.rowsStored, second.rowsUnchanged) == (5500, 1100))
        let before = try folder.observations()
        #expect(before.count == 6500 && before.contains("s20|x|6123.0|\(6123 % 7).0"))
        let third = try folder.load(file(0..<9000) { $0 == 4321 ? 9 : $0 % 7 })
        #expect((third.rowsStored, third.rowsUnchanged, third.rowsRejected) == (2500, 6499, 1))
        #expect(third.firstRejects.map(\.line) == [4323])
        #expect(try folder.observations() == before)
    }

    @Test(arguments: [
        (DuplicatePolicy.reject, [1, 0, 0, 2], 1.0), (.ignore, [1, 2, 0, 0], 1), (.replace, [1, 0, 2, 0], 6),
        (.mean, [1, 0, 2, 0], 3),
    ])
    func conflictsFollowThePolicy(_ policy: DuplicatePolicy, _ counts: [Int], _ value: Double) throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,x\na,5,1\na,5,2\na,5,6\n") {
            $0.onDuplicate = policy
            $0.allowsRejects = true
        }
        #expect(
            [report.rowsStored, report.rowsUnchanged, report.rowsReplaced, report.rowsRejected] == counts)
        #expect(try ObservationStore(path: folder.store).observations().values == [value])
    }

    @Test func meansOfSeveralFilesAreMeans() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,5,1\n")
        try folder.load("id,time,x\na,5,2\n") { $0.onDuplicate = .mean }
        #expect(try ObservationStore(path: folder.store).observations().values == [1.5])
    }

    @Test func badRowsStoreNothingUnlessAllowed() throws {
        let folder = try StoreFolder()
        let text = "id,time,x\na,1,1\na,2,oops\na,three,3\n,4,4\na,5\na,6,6\n"
        let refused = try folder.load(text)
        #expect(!refused.isCommitted && refused.rowsRejected == 4)
        #expect(refused.firstRejects.map(\.line) == [3, 4, 5, 6])
        #expect(!FileManager.default.fileExists(atPath: folder.store))
        let taken = try folder.load(text) { $0.allowsRejects = true }
        #expect(taken.isCommitted && taken.rowsStored == 2 && taken.rowsRejected == 4)
        let rejects = try folder.rows("SELECT line, text, reason FROM rejects ORDER BY line")
        #expect(rejects.map { $0[0] } == [.integer(3), .integer(4), .integer(5), .integer(6)])
        #expect(rejects[0][1] == .text("a,2,oops") && rejects[0][2] == .text("x 'oops' is not a number"))
    }

    @Test func aRowRejectedForOneCellBringsNoneOfItsCells() throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,x,y\na,1,1,1\na,1,1,2\na,2,3,bad\na,3,5,5\n") {
            $0.allowsRejects = true
            $0.variables = ["x", "y"]
        }
        #expect((report.rowsStored, report.rowsRejected) == (2, 2))
        #expect(try folder.observations() == ["a|x|1.0|1.0", "a|x|3.0|5.0", "a|y|1.0|1.0", "a|y|3.0|5.0"])
    }

    @Test func dryRunsStoreNothing() throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,x\na,1,1\n") { $0.isDryRun = true }
        #expect(report.rowsStored == 1 && !report.isCommitted)
        #expect(!FileManager.default.fileExists(atPath: folder.store))
        try folder.load("id,time,x\na,1,1\n")
        try folder.load("id,time,x\na,2,1\n") { $0.isDryRun = true }
        #expect(try folder.observations().count == 1)
    }

    @Test func eventsAndMarks() throws {
        let folder = try StoreFolder()
        let report = try folder.load("seq,t,kind\na,1,x\na,1,y\na,1,x\na,2,NA\n") {
            $0.isEvents = true
            $0.mark = "kind"
            $0.series = "seq"
        }
        #expect((report.rowsStored, report.rowsUnchanged) == (3, 1))
        #expect(try folder.rows("SELECT time, mark FROM event ORDER BY 1, 2").count == 3)
    }

    @Test func staticsThatChangeAreBadRows() throws {
        let folder = try StoreFolder()
        let report = try folder.load("id,time,x,sex,code\na,1,1,f,007\na,2,2,m,007\nb,1,1,m,8\n") {
            $0.statics = ["sex", "code"]
            $0.variables = ["x"]
            $0.allowsRejects = true
        }
        #expect(report.rowsRejected == 1)
        #expect(report.firstRejects[0].reason == "static sex is m, but f in another row of the series")
        let data = try ObservationStore(path: folder.store).observations()
        #expect(data.statics == [[.text("f"), .text("007")], [.text("m"), .number(8)]])
    }

    @Test func timesOfEveryFormat() throws {
        for (format, text) in [
            ("epoch", "1709655600"), ("epoch-ms", "1709655600000"), ("epoch-ns", "1709655600000000000"),
            ("%d.%m.%Y %H:%M", "05.03.2024 16:20"), ("auto", "2024-03-05T16:20:00Z"),
        ] {
            let folder = try StoreFolder()
            try folder.load("id,time,x\na,\(text),1\n") { $0.timeFormat = format }
            #expect(try folder.observations() == ["a|x|1709655600000000|1.0"], "\(format)")
        }
    }

    @Test func theShellReadsWhatWeWrote() throws {
        let folder = try StoreFolder()
        try folder.load("id,time,x\na,2024-03-05T16:20:00.000001Z,0.1\nb,0001-01-01,2\nb,9999-12-31,-0.5\n")
        #expect(
            try folder.shell("SELECT series, time, value, typeof(time), typeof(value) FROM observation") == [
                "1|1709655600000001|0.1|integer|real", "2|-62135596800000000|2.0|integer|real",
                "2|253402214400000000|-0.5|integer|real",
            ])
        #expect(try folder.shell("PRAGMA integrity_check; PRAGMA foreign_key_check") == ["ok"])
        #expect(try folder.shell("PRAGMA journal_mode; PRAGMA user_version") == ["wal", "4"])
        #expect(
            try folder.shell(
                "SELECT count(*) FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
            ) == ["0"])
        let digest = try folder.run(["sha256sum", folder.path + "/data.csv"])
        #expect(try folder.shell("SELECT sha256 FROM import")[0] == digest[0].prefix(64))
    }

    @Test func batchesOfAnyOrderComeBackInOrder() throws {
        let folder = try StoreFolder()
        var lines = ["id,time,variable,value"]
        for row in 0..<5000 {
            lines.append("s\(row * 7 % 13),\(row * 31 % 997),v\(row % 3),\(Double(row) / 8)")
        }
        let report = try folder.load(lines.joined(separator: "\n")) {
            $0.onDuplicate = .ignore
        }
        #expect(report.rowsRead == 5000 && report.rowsStored + report.rowsUnchanged == 5000)
        let data = try ObservationStore(path: folder.store).observations()
        for series in 0..<data.count {
            let rows = data.rows(of: series)
            for row in rows.dropFirst() {
                #expect(
                    (data.times[row - 1], data.variableIndices[row - 1]) < (data.times[row], data.variableIndices[row]))
            }
        }
        let some = try ObservationStore(path: folder.store).observations(
            ObservationFilter(series: ["s5"], variables: ["v1"], until: .numeric(500)))
        #expect(some.names == ["s5"] && some.values.count > 0)
        #expect((0..<some.values.count).allSatisfy { some.times[$0] <= .numeric(500) })
    }

    @Test func gzipIsReadDirectly() throws {
        let folder = try StoreFolder()
        let plain = try folder.write("data.csv", "id,time,x\na,1,1\na,2,2\n")
        _ = try folder.run(["gzip", "-k", plain])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
        // Two members one after the other are one file.
        let twice = try folder.write("twice.csv.gz", bytes + bytes)
        var options = ImportOptions()
        options.allowsRejects = true
        let report = try Importer(path: folder.store, options: options).run(twice)
        #expect((report.rowsRead, report.rowsStored, report.rowsUnchanged) == (5, 2, 2))
        let cut = try folder.write("cut.csv.gz", Array(bytes.dropLast(9)))
        #expect(
            csvError { _ = try Importer(path: folder.store, options: options).run(cut) } == .truncated(file: cut))
    }
}
