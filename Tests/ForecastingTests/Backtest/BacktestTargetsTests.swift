import Testing
import TimeSeries

@testable import Forecasting

/// Which points a plan asks for, and which plans cannot be carried out.
@Suite struct BacktestTargetsTests {
    @Test func pointsAreThoseWithinTheHorizon() throws {
        var data = SeriesBuilder()
        for time in 0..<20 { data["x"].append(time: Double(time), ["v": Double(time)]) }
        for time in 12..<16 { data["late"].append(time: Double(time), ["v": 1]) }
        let plan = BacktestTests.plan(.time(.numeric(9.5)), step: 3, horizon: 4)
        let targets = try BacktestTargets(plan, of: data.build())
        #expect(targets.cutoffs == [9.5, 12.5, 15.5, 18.5].map { .numeric($0) })
        let points = targets.origins.indices.map { origin in
            (targets.offsets[origin]..<targets.offsets[origin + 1]).map { targets.time(of: $0) }
        }
        #expect(
            points
                == [[10, 11, 12, 13], [13, 14, 15, 16], [13, 14, 15], [16, 17, 18, 19], [19]].map {
                    $0.map { .numeric($0) }
                })
        #expect(targets.leads[0..<4] == [1, 2, 3, 4] && targets.leads.last == 1)
        #expect(targets.training.names == ["x"] && targets.training.values.count == 10)
        // Without a horizon each later row is scored once.
        let once = try BacktestTargets(BacktestTests.plan(.time(.numeric(9.5)), step: 3), of: data.build())
        #expect(once.count == 10 + 3)
    }

    @Test func impossiblePlansAreRefused() throws {
        let data = try BacktestTests.walks()
        func error(_ plan: BacktestPlan, of data: SeriesCollection) -> BacktestError? {
            do throws(BacktestError) {
                _ = try BacktestTargets(plan, of: data)
                return nil
            } catch {
                return error
            }
        }
        let last = try #require(data.values.indices.map { data.times[$0] }.max())
        let first = try #require(data.values.indices.map { data.times[$0] }.min())
        #expect(error(BacktestTests.plan(.time(.numeric(-1))), of: data) == .nothingBefore(.numeric(-1), first: first))
        #expect(error(BacktestTests.plan(.time(.numeric(1e9))), of: data) == .nothingAfter(.numeric(1e9), last: last))
        #expect(
            error(BacktestTests.plan(.time(.calendar(microseconds: 0))), of: data) == .otherTimeKind(data: .numeric))
        for share in [0, 1, 1.5, -1] {
            #expect(error(BacktestTests.plan(.share(share)), of: data) == .impossibleShare(share, of: "rows"))
        }
        #expect(
            error(BacktestTests.plan(step: 1e-9), of: data) != nil
                && error(BacktestTests.plan(step: 0), of: data) != nil)
        #expect(error(BacktestTests.plan(horizon: 1e-9), of: data) == .nothingToScore(horizon: 1e-9))
        #expect(error(BacktestTests.plan(), of: try SeriesBuilder(variables: ["a"]).build()) == .noRows)
        var plan = BacktestTests.plan()
        for share in [1, 1.5, -0.1, 0.01] {
            plan.unseenShare = share
            #expect(error(plan, of: data) == .impossibleShare(share, of: "series"))
        }
        #expect(error(BacktestTests.plan(horizon: 1e300), of: data) == nil)
    }

    @Test func unseenSeriesAreNotInTheFitAndAloneAreScored() throws {
        let data = try BacktestTests.walks(series: 10)
        var plan = BacktestTests.plan()
        plan.unseenShare = 0.3
        let targets = try BacktestTargets(plan, of: data)
        #expect(targets.unseen.count == 3 && targets.training.count == 7)
        #expect(targets.unseen.isDisjoint(with: targets.training.names))
        #expect(Set(targets.origins.map { data.names[$0.series] }) == targets.unseen)
        plan.seed = 1
        #expect(try BacktestTargets(plan, of: data).unseen != targets.unseen)
    }

    @Test func leadBinsHoldEnough() {
        for count in [1, 20, 59, 61, 1000, 4711] {
            let leads = (0..<count).map { 1 + Double($0 * 7919 % count) / 3 }
            let bins = LeadBins(leads)
            var sizes = [Int](repeating: 0, count: bins.upper.count)
            for lead in leads {
                let bin = bins.index(of: lead)
                let (from, to) = bins.limits(bin)
                #expect(lead > from && lead <= to)
                sizes[bin] += 1
            }
            #expect(count < 30 ? sizes.count == 1 : sizes.allSatisfy { $0 >= 30 }, "\(count): \(sizes)")
            #expect(sizes.count <= 11)
        }
        #expect(LeadBins((0..<300).map { Double($0 % 3 + 1) }).upper == [1, 2, 3])
    }
}
