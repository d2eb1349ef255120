import CSV
import Storage
import Testing
import TimeSeries

/// What every kind of store does with the rows of a file: all of it or nothing, and every row counted.
@Suite struct ImportContractTests {
    @Test(arguments: StoreKind.all, DuplicatePolicy.allCases)
    func conflictsFollowThePolicy(_ kind: StoreKind, _ policy: DuplicatePolicy) throws {
        let fixture = try StoreFixture(kind)
        let report = try fixture.load("id,time,x\na,5,1\na,5,2\na,5,6\na,5,1\n") {
            $0.onDuplicate = policy
            $0.allowsRejects = true
        }
        let (counts, value) =
            switch policy {
            case .reject: ([1, 1, 0, 2], 1.0)
            case .ignore: ([1, 3, 0, 0], 1)
            case .replace: ([1, 0, 3, 0], 1)
            case .mean: ([1, 0, 3, 0], 2.5)
            }
        #expect([report.rowsStored, report.rowsUnchanged, report.rowsReplaced, report.rowsRejected] == counts)
        #expect(try fixture.observations() == ["a|x|5|\(value)"])
    }

    @Test(arguments: StoreKind.all)
    func theLogTellsWhatWasImported(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x\na,1,1\n", name: "one.csv")
        try fixture.load("id,time,x\na,1,1\na,2,2\na,2,3\na,four,4\n", name: "two.csv") { $0.allowsRejects = true }
        try fixture.load("id,time,x\na,1,9\n", name: "bad.csv")
        try fixture.withStore { store in
            let log = try store.imports()
            #expect(log.map { $0.file.split(separator: "/").last } == ["one.csv", "two.csv"])
            #expect(log[1].counts == ImportCounts(read: 4, stored: 1, unchanged: 1, replaced: 0, rejected: 2))
            #expect(log[0].sha256.count == 64 && log[0].sha256 != log[1].sha256)
            #expect(log[0].started <= log[0].finished && log[0].options.contains("\"allowsRejects\":false"))
            #expect(
                try store.rejects(ofImport: log[1].id) == [
                    RejectedRow(
                        line: 4, text: "a,2,3",
                        reason: "value 3 contradicts 2, already known for the same series, variable and time"),
                    RejectedRow(line: 5, text: "a,four,4", reason: "time 'four' is not a number"),
                ])
            #expect(try store.rejects(ofImport: log[0].id) == [])
            #expect(try store.importTotals() == ImportTotals(files: 2, unchanged: 1, replaced: 0, rejected: 2))
        }
    }

    @Test(arguments: StoreKind.all)
    func nothingStaysOfFilesThatAreRefused(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x\na,1,1\n")
        let before = try fixture.observations()
        let bad = try fixture.load("id,time,y\nb,2,2\nb,3,oops\n") { $0.variables = ["y"] }
        #expect(!bad.isCommitted && bad.rowsRejected == 1)
        let tried = try fixture.load("id,time,y\nb,2,2\n") { $0.isDryRun = true }
        #expect(!tried.isCommitted && tried.isDryRun && tried.rowsStored == 1)
        var asked = 0
        let rows = (0..<20_000).map { "b,\($0),1\n" }.joined()
        #expect(throws: StoreError.interrupted) {
            try fixture.load(
                "id,time,y\n" + rows,
                isCancelled: {
                    asked += 1
                    return asked == 2
                })
        }
        #expect(try fixture.observations() == before)
        try fixture.withStore { store throws in
            #expect(try store.seriesNames() == ["a"])
            #expect(try store.imports().count == 1)
        }
    }

    @Test(arguments: StoreKind.all)
    func aStoreKeepsOneKindOfTime(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x\na,1.5,1\n")
        #expect {
            try fixture.load("id,time,x\na,2024-01-01,1\n", name: "late.csv")
        } throws: { error in
            guard case .otherTimeKind(_, .numeric, .calendar, "2024-01-01") = error as? CSVError else { return false }
            return true
        }
    }

    /// Random files with repeats, contradictions and bad rows do the same to every kind of store.
    @Test(arguments: DuplicatePolicy.allCases)
    func allKindsTakeRandomFilesAlike(_ policy: DuplicatePolicy) throws {
        var state: UInt64 = 7
        func random(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        let files = [900, 30, 3000].map { count in
            "id,time,x,y\n"
                + (0..<count).map { _ in
                    "s\(random(7)),\(random(400)),\(random(40) == 0 ? "bad" : "\(random(3))"),\(random(2))\n"
                }.joined()
        }
        var results: [[String]] = []
        for kind in StoreKind.all {
            let fixture = try StoreFixture(kind)
            var lines: [String] = []
            for file in files {
                let report = try fixture.load(file) {
                    $0.onDuplicate = policy
                    $0.allowsRejects = true
                    $0.variables = ["x", "y"]
                }
                lines.append(
                    "\(report.rowsStored) \(report.rowsUnchanged) \(report.rowsReplaced) \(report.rowsRejected) "
                        + "\(report.observationsStored) \(report.firstRejects.map(\.line))")
            }
            results.append(lines + (try fixture.observations()))
        }
        #expect(results[0].count > 500)
        for other in results.dropFirst() { #expect(other == results[0]) }
    }
}
