import CSV
import Storage
import Testing
import TimeSeries

/// What every kind of store does with measurement errors.
@Suite struct MeasurementErrorContractTests {
    private func errors(_ options: inout ImportOptions) { options.errors = [ErrorColumn("e")] }

    /// All observations as text, with their errors.
    private func observations(_ fixture: StoreFixture, _ filter: ObservationFilter = ObservationFilter()) throws
        -> [String]
    {
        try fixture.withStore { store in
            let data = try store.observations(filter)
            return (0..<data.count).flatMap { series in
                data.rows(of: series).map { row in
                    "\(data.names[series])|\(data.variables[Int(data.variableIndices[row])])|\(data.times[row])|"
                        + "\(data.values[row])|\(data.errors.map { "\($0[row])" } ?? "none")"
                }
            }
        }
    }

    @Test(arguments: StoreKind.all)
    func errorsComeBackBesideTheirValues(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        let long = try fixture.load(
            "id,time,variable,value,e\nb,2,y,4,\nb,1,x,2,0.1\na,5,x,3,1e-300\na,6,x,3,0\n", errors)
        #expect(long.rowsStored == 4 && long.observationsStored == 4)
        #expect(try observations(fixture) == ["b|x|1|2.0|0.1", "b|y|2|4.0|nan", "a|x|5|3.0|1e-300", "a|x|6|3.0|0.0"])
        #expect(
            try observations(
                fixture, ObservationFilter(series: ["a", "b"], variables: ["y", "x"], until: .numeric(5)))
                == ["a|x|5|3.0|1e-300", "b|x|1|2.0|0.1", "b|y|2|4.0|nan"])
        #expect(try observations(fixture, ObservationFilter(variables: ["y"])) == ["b|y|2|4.0|none"])
        try fixture.withStore { store throws in #expect(try store.variableNames() == ["y", "x"]) }
    }

    @Test(arguments: StoreKind.all)
    func wideFilesHaveErrorsOfSomeVariables(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        let report = try fixture.load("id,time,x,y,e\na,1,2,3,0.5\na,2,NA,4,0.25\na,3,5,NA,bad\na,4,NA,NA,7\n") {
            $0.errors = [ErrorColumn("e", of: "y")]
        }
        // An error beside a missing value is not looked at.
        #expect((report.rowsStored, report.rowsUnchanged, report.rowsWithoutValue) == (3, 1, 1))
        #expect(
            try observations(fixture) == ["a|x|1|2.0|nan", "a|y|1|3.0|0.5", "a|y|2|4.0|0.25", "a|x|3|5.0|nan"])
    }

    @Test(arguments: StoreKind.all)
    func impossibleErrorsAreBadRows(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        let text =
            "id,time,x,e\na,1,1,-0.1\na,2,2,two\na,3,3,inf\na,4,4,-inf\na,5,5,1e999\na,6,bad,-1\na,7,7,0.7\na,8,8,-0\n"
        let reasons = [
            "measurement error e '-0.1' is negative", "measurement error e 'two' is not a number",
            "measurement error e 'inf' is infinite", "measurement error e '-inf' is negative",
            "measurement error e '1e999' is beyond the range of numbers", "x 'bad' is not a number",
        ]
        let refused = try fixture.load(text) {
            $0.variables = ["x"]
            errors(&$0)
        }
        #expect(!refused.isCommitted && refused.rowsRejected == 6)
        #expect(refused.firstRejects.map(\.line) == Array(2...7))
        #expect(refused.firstRejects.map(\.reason) == reasons)
        let taken = try fixture.load(text) {
            $0.variables = ["x"]
            $0.allowsRejects = true
            errors(&$0)
        }
        #expect(taken.isCommitted && taken.rowsStored == 2)
        #expect(try observations(fixture) == ["a|x|7|7.0|0.7", "a|x|8|8.0|0.0"])
        try fixture.withStore { store in
            let kept = try store.rejects(ofImport: store.imports()[0].id)
            #expect(kept.map(\.reason) == reasons && kept[0].text == "a,1,1,-0.1")
        }
    }

    @Test(arguments: StoreKind.all)
    func theSameErrorIsARepeatAndAnotherContradicts(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        let text = "id,time,x,e\na,1,1,0.1\na,2,2,\n"
        try fixture.load(text, errors)
        let again = try fixture.load(text, errors)
        #expect((again.rowsUnchanged, again.rowsStored) == (2, 0))
        let before = try observations(fixture)
        let other = try fixture.load("id,time,x,e\na,1,1,0.2\na,2,2,0.3\na,1,1,\na,1,3,0.1\n", errors)
        let known = ", already known for the same series, variable and time"
        #expect(
            other.firstRejects.map(\.reason) == [
                "value 1 with error 0.2 contradicts 1 with error 0.1" + known,
                "value 2 with error 0.3 contradicts 2 without error" + known,
                "value 1 without error contradicts 1 with error 0.1" + known,
                "value 3 with error 0.1 contradicts 1 with error 0.1" + known,
            ])
        // A file that says nothing of errors says that none is known.
        let plain = try fixture.load("id,time,x\na,1,1\na,2,2\n")
        #expect(plain.rowsUnchanged == 1 && plain.firstRejects.map(\.line) == [2])
        #expect(try observations(fixture) == before)
    }

    @Test(arguments: StoreKind.all, DuplicatePolicy.allCases)
    func conflictsFollowThePolicy(_ kind: StoreKind, _ policy: DuplicatePolicy) throws {
        let fixture = try StoreFixture(kind)
        let report = try fixture.load(
            "id,time,x,e\na,5,1,0.5\na,5,1,0.25\na,5,4,0.75\nb,5,1,0.5\nb,5,3,\nc,5,1,0.5\nc,5,1,0.5\n"
        ) {
            $0.onDuplicate = policy
            $0.allowsRejects = true
            errors(&$0)
        }
        let (counts, rows): ([Int], [String]) =
            switch policy {
            case .reject: ([3, 1, 0, 3], ["a|x|5|1.0|0.5", "b|x|5|1.0|0.5", "c|x|5|1.0|0.5"])
            case .ignore: ([3, 4, 0, 0], ["a|x|5|1.0|0.5", "b|x|5|1.0|0.5", "c|x|5|1.0|0.5"])
            case .replace: ([3, 1, 3, 0], ["a|x|5|4.0|0.75", "b|x|5|3.0|nan", "c|x|5|1.0|0.5"])
            case .mean: ([3, 1, 3, 0], ["a|x|5|2.0|0.5", "b|x|5|2.0|nan", "c|x|5|1.0|0.5"])
            }
        #expect([report.rowsStored, report.rowsUnchanged, report.rowsReplaced, report.rowsRejected] == counts)
        #expect(try observations(fixture) == rows)
    }

    /// The same rows in memory are the same collection.
    @Test(arguments: StoreKind.all)
    func aBuilderGivesWhatTheStoreGives(_ kind: StoreKind) throws {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x,y,e\na,1,1,2,0.1\na,2,7,,\nb,1,3,,1\n") { $0.errors = [ErrorColumn("e", of: "x")] }
        var data = SeriesBuilder()
        data["a"].append(time: 1, ["x": 1, "y": 2], errors: ["x": 0.1])
        data["a"].append(time: 2, ["x": 7])
        data["b"].append(time: 1, ["x": 3], errors: ["x": 1])
        let built = try data.build()
        try fixture.withStore { store in
            let read = try store.observations()
            #expect(read == built && read.fingerprint == built.fingerprint)
        }
    }

    /// Random files with repeats, contradictions and bad errors do the same to every kind of store.
    @Test(arguments: DuplicatePolicy.allCases)
    func allKindsTakeRandomFilesAlike(_ policy: DuplicatePolicy) throws {
        var state: UInt64 = 11
        func random(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        let files = [(900, true), (300, false), (3000, true)].map { count, hasErrors in
            let rows = (0..<count).map { _ in
                let error = random(40) == 0 ? "-1" : ["", "0.5", "0.25"][Int(random(3))]
                return "s\(random(7)),\(random(400)),\(random(2)),\(random(2))" + (hasErrors ? ",\(error)\n" : "\n")
            }
            return ("id,time,x,y" + (hasErrors ? ",e\n" : "\n") + rows.joined(), hasErrors)
        }
        var results: [[String]] = []
        for kind in StoreKind.all {
            let fixture = try StoreFixture(kind)
            var lines: [String] = []
            for (file, hasErrors) in files {
                let report = try fixture.load(file) {
                    $0.onDuplicate = policy
                    $0.allowsRejects = true
                    $0.variables = ["x", "y"]
                    if hasErrors { $0.errors = [ErrorColumn("e", of: "y")] }
                }
                lines.append(
                    "\(report.rowsStored) \(report.rowsUnchanged) \(report.rowsReplaced) \(report.rowsRejected) "
                        + "\(report.observationsStored) \(report.firstRejects.map(\.line)) \(report.firstRejects.map(\.reason))"
                )
            }
            results.append(lines + (try observations(fixture)))
        }
        #expect(results[0].count > 500 && results[0].contains { $0.hasSuffix("|0.25") })
        for other in results.dropFirst() { #expect(other == results[0]) }
    }
}
