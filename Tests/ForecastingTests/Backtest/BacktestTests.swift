import Foundation
import Synchronization
import Testing
import TimeSeries

@testable import Forecasting

/// The referee, on data and forecasters whose scores are known.
@Suite struct BacktestTests {
    /// Irregular random walks of `variables`, values after `limit` times `factor`.
    static func walks(
        series: Int = 6, rows: Int = 60, variables: [String] = ["a", "b"], after limit: Double = .infinity,
        factor: Double = 1, from first: Int = 0
    ) throws -> SeriesCollection {
        var data = SeriesBuilder(variables: variables)
        for index in first..<first + series {
            var state = UInt64(index) &* 7919 &+ 1
            func uniform() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 11) * 0x1p-53
            }
            var time = uniform()
            var levels = variables.map { _ in 20 * uniform() }
            for _ in 0..<rows {
                time += 0.2 + uniform()
                for (channel, name) in variables.enumerated() {
                    levels[channel] += Double(channel * 9 + 1) * (uniform() - 0.5)
                    guard uniform() < 0.8 else { continue }
                    data["s\(index)"].append(time: time, [name: levels[channel] * (time > limit ? factor : 1)])
                }
            }
        }
        return try data.build()
    }

    static func plan(_ cutoff: BacktestPlan.Cutoff = .time(.numeric(20)), step: Double? = nil, horizon: Double? = nil)
        -> BacktestPlan
    {
        var plan = BacktestPlan(cutoff: cutoff)
        plan.step = step
        plan.horizon = horizon
        return plan
    }

    static func rules(_ kinds: [ForecasterKind] = [.lastValue, .mean, .drift]) -> [BacktestCandidate] {
        kinds.map { BacktestCandidate($0) }
    }

    static func run(
        _ data: SeriesCollection, _ plan: BacktestPlan, _ candidates: [BacktestCandidate], threads: Int = 1
    ) throws -> BacktestResult {
        try Backtest(BacktestTargets(plan, of: data), plan, candidates: candidates).run(threads: threads)
    }

    /// What was said, as bytes: not a number is like itself.
    static func bits(_ result: BacktestResult) -> [[UInt8]?] { result.columns.map { $0?.encoded() } }

    @Test func scoresAreThoseOfTheNormalDistribution() throws {
        let data = try Self.walks(variables: ["a"])
        var plan = Self.plan(horizon: 5)
        plan.quantiles = [0.5]
        let stub = StubForecaster(variables: ["a"], deviation: 1.5, bias: 0.2)
        let result = try Self.run(data, plan, [BacktestCandidate("stub", stub, hasSeenAnswers: false)])
        let report = result.report()
        let metrics = try #require(report.entries.first).overPoints
        let columns = try #require(result.columns[0])
        let targets = result.targets
        var (squares, absolutes, ranked, logs, inside, winkler) = (0.0, 0.0, 0.0, 0.0, 0, 0.0)
        for point in 0..<targets.count {
            let (observed, mean) = (targets.observed(point), columns.means[point])
            squares += (mean - observed) * (mean - observed)
            absolutes += abs(mean - observed)
            ranked += Score.rankedProbability(mean: mean, deviation: 1.5, observed: observed)
            logs += Score.logarithmic(mean: mean, deviation: 1.5, observed: observed)
            let reach = 1.5 * StubForecaster.normalQuantile(0.9)
            inside += abs(observed - mean) <= reach ? 1 : 0
            winkler += Score.interval(mean - reach...mean + reach, probability: 0.8, observed: observed)
            #expect(
                abs(columns.transforms[point] - StubForecaster.normalProbability((observed - mean) / 1.5)) < 0.01)
        }
        let count = Double(targets.count)
        #expect(targets.count > 20 && metrics.points == targets.count && !report.isScaled)
        #expect(abs((metrics.meanSquaredError ?? 0) - squares / count) < 1e-9)
        #expect(abs((metrics.meanAbsoluteError ?? 0) - absolutes / count) < 1e-9)
        // 39 levels stand for all; straight pieces stand for the density.
        #expect(abs((metrics.rankedProbability ?? 0) / (ranked / count) - 1) < 0.01)
        #expect(abs((metrics.negativeLogLikelihood ?? 0) - logs / count) < 0.03)
        #expect(metrics.band(0.8)?.coverage == Double(inside) / count)
        #expect(abs((metrics.band(0.8)?.winkler ?? 0) - winkler / count) < 1e-9)
        #expect(abs((metrics.band(0.8)?.width ?? 0) - 3 * StubForecaster.normalQuantile(0.9)) < 1e-9)
        #expect(abs(metrics.transforms.reduce(0, +) - 1) < 1e-12 && metrics.energy == nil && metrics.skill == nil)
    }

    /// Cells add up: by variable, lead, series.
    @Test func tablesAgreeWithEachOther() throws {
        let data = try Self.walks()
        let report = try Self.run(data, Self.plan(step: 4, horizon: 8), Self.rules()).report()
        #expect(report.entries.count == 3 && report.isScaled && report.comparisons.count == 3)
        let best = try #require(report.bestRule)
        for entry in report.entries {
            let all = entry.overPoints
            #expect(all.points == report.points)
            for cells in [entry.leads, entry.series] {
                #expect(cells.reduce(0) { $0 + $1.metrics.points } == all.points)
                let sum = cells.reduce(0) { $0 + ($1.metrics.rankedProbability ?? 0) * Double($1.metrics.points) }
                #expect(abs(sum / Double(all.points) - (all.rankedProbability ?? 0)) < 1e-9)
            }
            #expect(entry.leads.count > 3 && entry.leads.allSatisfy { $0.metrics.points >= 30 })
            #expect(entry.variableLeads.count == 2 * entry.leads.count)
            let scaled = zip(entry.variables, try BacktestTargets(Self.plan(step: 4, horizon: 8), of: data).scales).map
            {
                ($0.metrics.rankedProbability ?? 0) / $1
            }
            #expect(abs((entry.overVariables.rankedProbability ?? 0) - (scaled[0] + scaled[1]) / 2) < 1e-9)
            #expect((all.energy ?? 0) > 0 && entry.variables.allSatisfy { $0.metrics.energy == nil })
            if entry.name == best {
                #expect(all.skill == 0 && all.skillInterval == 0...0)
            } else {
                let skill = try #require(all.skill)
                let interval = try #require(all.skillInterval)
                #expect(skill < 0 && interval.lowerBound <= skill && skill <= interval.upperBound)
            }
            let last = try #require(report.entry("last-value")?.overPoints.rankedProbability)
            let own = try #require(all.rankedProbability)
            #expect(abs((all.skillAgainstLastValue ?? .nan) - (1 - own / last)) < 1e-12)
        }
        let scores = report.entries.compactMap(\.overPoints.rankedProbability)
        #expect(scores == scores.sorted() && scores.count == 3)
        let document = try JSONEncoder().encode(report)
        #expect(String(decoding: document, as: UTF8.self).contains("\"energy\":null"))
    }

    @Test func aBetterForecastIsTold() throws {
        let data = try Self.walks(series: 20, variables: ["a"])
        let good = BacktestCandidate("good", StubForecaster(variables: ["a"], deviation: 0.7), hasSeenAnswers: false)
        let bad = BacktestCandidate(
            "bad", StubForecaster(variables: ["a"], deviation: 0.7, bias: 3), hasSeenAnswers: true)
        let report = try Self.run(data, Self.plan(horizon: 3), [bad, good] + Self.rules()).report()
        #expect(report.entries.last?.name == "bad" && report.entries.last?.hasSeenAnswers == true)
        let test = try #require(report.comparisons.first { $0.first == "good" && $0.second == "bad" })
        #expect(test.unit == .series && (test.test?.statistic ?? 0) < -3 && (test.test?.pValue ?? 1) < 0.01)
        #expect((report.entry("bad")?.overPoints.skillInterval?.upperBound ?? 1) < 0)
    }

    @Test func threadsAndCompanyChangeNothing() throws {
        let data = try Self.walks(series: 5, rows: 50)
        let plan = Self.plan(step: 2, horizon: 6)
        let kinds = [ForecasterKind.lastValue, .mean, .drift, .regression]
        let one = try Self.run(data, plan, Self.rules(kinds))
        #expect(Self.bits(one) == Self.bits(try Self.run(data, plan, Self.rules(kinds), threads: 4)))
        let alone = try Self.run(data, plan, Self.rules([.regression]))
        #expect(Self.bits(alone)[0] == Self.bits(one)[3])
        #expect(try CanonicalJSON.text(of: one.report()) == CanonicalJSON.text(of: one.report()))
    }

    /// Values after the cutoff × 1000, rows, series and a variable added after it: what is said of the old points is the same to the bit.
    @Test func poisonedFutureChangesNothing() throws {
        let limit = 14.0
        let plain = try Self.walks(series: 4, rows: 30)
        var poisoned = SeriesBuilder(variables: ["a", "b", "late"])
        let wild = try Self.walks(series: 4, rows: 30, after: limit, factor: 1000)
        for series in 0..<wild.count {
            for row in wild.rows(of: series) {
                guard case .numeric(let time) = wild.times[row] else { continue }
                let name = wild.variables[Int(wild.variableIndices[row])]
                poisoned[wild.names[series]].append(time: time, [name: wild.values[row]])
                if time > limit { poisoned[wild.names[series]].append(time: time + 0.01, ["late": 1e9, "a": -1e7]) }
            }
        }
        for time in 0..<30 { poisoned["new"].append(time: limit + 1 + Double(time), ["a": 1e8, "late": -4]) }
        var plan = Self.plan(.time(.numeric(limit)), horizon: 5)
        var small = FitSettings()
        (small.network.hidden, small.network.latent, small.training.epochs) = (6, 2, 1)
        small.rivals = ["latent-ode", "last-value", "mean"]
        // The mixture's weights and levels are learned too.
        let learned = [
            BacktestCandidate(.latentODE, settings: small), BacktestCandidate(.mixture, settings: small),
        ]
        for (share, candidates) in [
            (0.0, Self.rules(ForecasterKind.alwaysCompared + [.regression]) + learned),
            (0.4, Self.rules([.lastValue, .drift, .regression])),
        ] {
            let kinds = candidates.map(\.kind)
            plan.unseenShare = share
            let before = try Self.run(plain, plan, candidates)
            let after = try Self.run(poisoned.build(), plan, candidates)
            #expect(before.targets.unseen == after.targets.unseen)
            #expect(after.targets.count > before.targets.count)
            #expect(before.targets.scales == Array(after.targets.scales.prefix(2)))
            #expect(before.targets.resolutions == Array(after.targets.resolutions.prefix(2)))
            for (index, kind) in kinds.enumerated() {
                let (old, new) = (try #require(before.columns[index]), try #require(after.columns[index]))
                var place = 0
                for point in 0..<before.targets.count {
                    while after.targets.time(of: place) != before.targets.time(of: point)
                        || after.targets.variable(of: place) != before.targets.variable(of: point)
                    {
                        place += 1
                    }
                    #expect(old.means[point] == new.means[place], "\(kind.name)")
                    #expect(old.deviations[point] == new.deviations[place], "\(kind.name)")
                    let width = plan.levels.count
                    #expect(
                        old.quantiles[point * width..<(point + 1) * width]
                            == new.quantiles[place * width..<(place + 1) * width], "\(kind.name)")
                }
            }
        }
    }

    @Test func resumedIsUninterrupted() throws {
        let data = try Self.walks(series: 20, rows: 50)
        let plan = Self.plan(step: 3, horizon: 6)
        let backtest = Backtest(
            try BacktestTargets(plan, of: data), plan, candidates: Self.rules([.lastValue, .drift, .mean]))
        let whole = try backtest.run()
        for stop in [1, 3, 6] {
            var kept: [Backtest.Part: [UInt8]] = [:]
            let done = Atomic(0)
            #expect(throws: CancellationError.self) {
                try backtest.run(
                    threads: 2,
                    save: {
                        kept[$0] = $1
                        done.add(1, ordering: .relaxed)
                    }, isCancelled: { done.load(ordering: .relaxed) >= stop })
            }
            #expect(kept.count >= stop)
            var anew: Set<Backtest.Part> = []
            let resumed = try backtest.run(kept: { kept[$0] }, save: { part, _ in anew.insert(part) })
            #expect(anew.isDisjoint(with: kept.keys) && !anew.isEmpty)
            #expect(Self.bits(resumed) == Self.bits(whole))
        }
        // Bytes that are of other counts are done again.
        #expect(Self.bits(try backtest.run(kept: { $0.number == 0 ? nil : [1, 2, 3] })) == Self.bits(whole))
    }

    @Test func failuresAreTold() throws {
        let data = try Self.walks()
        let stub = StubForecaster(variables: ["a"], failing: ["s1"])
        let none = StubForecaster(variables: ["z"])
        let result = try Self.run(
            data, Self.plan(),
            [
                BacktestCandidate("some", stub, hasSeenAnswers: false),
                BacktestCandidate("none", none, hasSeenAnswers: false),
                BacktestCandidate(
                    "dates", StubForecaster(variables: ["a"], timeKind: .calendar), hasSeenAnswers: false),
            ] + Self.rules())
        let report = result.report()
        let some = try #require(report.entry("some"))
        #expect(some.failedForecasts == 1 && some.firstFailure != nil && some.failure == nil)
        #expect(some.overPoints.points < report.points && some.variables[1].metrics.points == 0)
        #expect(some.variables[1].metrics.rankedProbability == nil && some.overPoints.energy == nil)
        #expect(some.overPoints.skill != nil)
        #expect(report.entry("none")?.failure != nil && report.entry("dates")?.failure != nil)
        #expect(report.comparisons.count == 6)
    }
}
