import Continuum
import Foundation
import Testing

@Suite struct StoreProfileTests {
    /// A store that holds `text`.
    private func profile(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> StoreProfile {
        let folder = FileManager.default.temporaryDirectory.path + "/continuum-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try text.write(toFile: folder + "/data.csv", atomically: true, encoding: .utf8)
        _ = try Importer(path: folder + "/store.sqlite", options: options).run(folder + "/data.csv")
        return try StoreProfile(ObservationStore(path: folder + "/store.sqlite"))
    }

    @Test func countsAndQuantilesAreThoseOfNumPy() throws {
        let found = try profile(
            """
            series,time,x,y
            a,0,1,10
            a,1,2,
            a,3,4,30
            a,6,,40
            b,10,5,
            b,14,-2,
            """)
        #expect(found.series == 2 && found.observations == 8 && found.points == 6)
        #expect(found.first == .numeric(0) && found.last == .numeric(14))
        #expect(found.shortestSeries == 2 && found.longestSeries == 4)
        // numpy.quantile([1, 2, 3, 4], [0, .25, .5, .75, .95, 1])
        let gaps = try #require(found.gaps)
        let quantiles = [gaps.minimum, gaps.quarter, gaps.median, gaps.threeQuarters, gaps.ninetyFive, gaps.maximum]
        for (got, expected) in zip(quantiles, [1, 1.75, 2.5, 3.25, 3.85, 4]) { #expect(abs(got - expected) < 1e-12) }
        let x = try #require(found.variables.first { $0.name == "x" })
        #expect(x.observations == 5 && x.series == 2 && x.minimum == -2 && x.maximum == 5 && x.mean == 2)
        #expect(abs(x.missingShare - 1.0 / 6) < 1e-12)
        // y belongs to one series; its share is counted there.
        let y = try #require(found.variables.first { $0.name == "y" })
        #expect(y.series == 1 && abs(y.missingShare - 0.25) < 1e-12)
    }

    @Test func errorsAreCountedAndTheirMedianIsThatOfNumPy() throws {
        let text = "series,time,x,y,e\na,0,1,10,0.4\na,1,2,3,\na,2,4,3,0.1\nb,10,5,,0.2\nb,14,-2,,0.35\n"
        var options = ImportOptions()
        options.errors = [ErrorColumn("e", of: "x")]
        let found = try profile(text, options)
        #expect(found.observations == 8 && found.observationsWithError == 4)
        #expect(found.variables.map(\.name) == ["x", "y"] && found.variables.map(\.observationsWithError) == [4, 0])
        // numpy.median([0.4, 0.1, 0.2, 0.35])
        #expect(try abs(#require(found.variables[0].medianError) - 0.275) < 1e-15)
        #expect(found.variables[1].medianError == nil)
        options.errors = []
        let without = try profile(text, options)
        #expect(without.observationsWithError == 0 && without.variables.allSatisfy { $0.medianError == nil })
    }

    @Test func everyKindGivesItsVerdict() throws {
        let rows = (0..<60).map { "a,\($0),\($0 % 7)" }.joined(separator: "\n")
        let found = try profile("series,time,x\n" + rows)
        #expect(found.verdicts.map(\.kind) == ForecasterKind.all.map(\.name))
        #expect(found.verdicts.first { $0.kind == ForecasterKind.latentODE.name }?.isEnough == true)
        let short = try profile("series,time,x\na,1,1\na,2,2")
        #expect(short.verdicts.allSatisfy { !$0.isEnough && !$0.reason.isEmpty })
    }
}
