import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct RegressionFeaturesTests {
    @Test func oneImpossibleReadingMovesNothing() {
        let random = Philox4x32(seed: 1)
        let values = (0..<624).map { 50 + 3 * random.normal(epoch: 1, series: UInt32($0), sample: 0, index: 0) }
        var spoilt = values
        spoilt[300] = 1e12
        let (clean, other) = (ChannelRange(values), ChannelRange(spoilt))
        #expect(abs(other.center - clean.center) < 0.05 && abs(other.scale - clean.scale) < 0.05)
        #expect(abs(other.scale - 3) < 0.5 && other.clipped == 1 && other.highest < 9)
        #expect(other.scaled(1e12) == other.highest && other.scaled(-1e12) == other.lowest)
        #expect(abs(other.unscaled(other.scaled(51)) - 51) < 1e-12)
    }

    @Test func valuesWithoutSpreadHaveAScale() {
        #expect(ChannelRange([4]).scale > 0 && ChannelRange([0, 0, 0]).scale > 0)
        // Nearly always 0, now and then not.
        let rare = ChannelRange((0..<200).map { $0 % 25 == 0 ? 3.0 : 0 })
        #expect(rare.scale > 0.2 && rare.support.lower == 0 && rare.unscaled(rare.scaled(3)) == 3)
        let huge = ChannelRange([-.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude])
        #expect(huge.scale > 0 && huge.scaled(.greatestFiniteMagnitude).isFinite)
    }

    @Test func summariesAreWhatTheySay() {
        let halfLives = SIMD4(1.0, 4, 16, 64)
        let clock = LeadClock(unit: 1, longest: 50)
        let times = [0.0, 1, 1.5, 4, 9, 9.5, 20]
        let values = [1.0, -2, 0.5, 3, 2, 2.5, -1]
        var summary = HistorySummary(halfLives: halfLives)
        for (time, value) in zip(times, values) { summary.add(time, value) }
        var numbers = [Float](repeating: 0, count: HistorySummary.size)
        summary.write(at: 26, clock: clock, to: &numbers, from: 0)
        let mean = values.reduce(0, +) / 7
        func near(_ place: Int, _ wanted: Double) { #expect(abs(Double(numbers[place]) - wanted) < 1e-5, "\(place)") }
        near(0, mean)
        near(1, -1 - mean)
        for k in 0..<4 {
            let weights = times.map { exp2(-(20 - $0) / halfLives[k]) }
            let sum = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
            near(2 + k, sum / weights.reduce(0, +) - mean)
        }
        // The weighted line by its definition.
        let weights = times.map { exp2(-(20 - $0) / 16) }
        let total = weights.reduce(0, +)
        let t = zip(weights, times).reduce(0) { $0 + $1.0 * $1.1 } / total
        let z = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
        var (covariance, variance) = (0.0, 0.0)
        for k in times.indices {
            covariance += weights[k] * (times[k] - t) * (values[k] - z)
            variance += weights[k] * (times[k] - t) * (times[k] - t)
        }
        near(6, covariance / variance * 50)
        near(7, log(8))
        near(8, log(7) / log(51))
        near(9, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7).squareRoot())
        near(10, 0)
        near(11, exp(-7 / 3.0))
        HistorySummary(halfLives: halfLives).write(at: 5, clock: clock, to: &numbers, from: 0)
        #expect(numbers[0] == 0 && numbers[10] == 1)
    }

    @Test func columnsHaveNamesAndLeadsBeyondTheLargestCountAsThat() {
        let features = ForecastFeatures(
            channel: 1, others: [0, 2], channels: 3, lags: 2, statics: ["age", "age known"],
            clock: LeadClock(unit: 1, longest: 24))
        let names = ["a", "b", "c"]
        #expect(features.columns(variables: names).count == features.count)
        let summaries = (0..<features.summaryCount).map { Float($0) / 10 }
        func written(_ lead: Double) -> [Double] {
            var x = [Double](repeating: .nan, count: features.count)
            features.write(summaries, lead: lead, lagged: [0.25, 0.5], to: &x, stride: 1)
            return x
        }
        let x = written(24)
        #expect(x.allSatisfy(\.isFinite) && x == written(1000) && x != written(3))
        #expect(features.scaleFeatures(summaries, lead: 24) == features.scaleFeatures(summaries, lead: 1e9))
        let columns = features.columns(variables: names)
        func value(_ name: String) -> Double? { columns.firstIndex { $0.name == name }.map { x[$0] } }
        // Channel b begins at 12; u = 1 − ½ at the largest lead.
        #expect(value("mean") == Double(Float(1.2)) && value("mean × lead") == Double(Float(1.2)) * 0.5)
        #expect(value("value a season ago (2)") == 0.5 && value("age known") == Double(Float(3.7)))
        #expect(value("c: mean") == Double(Float(2.4)) && value("a: never seen") == 1)
    }

    @Test func namesOfColumnsBetweenMatchTheirNumbers() throws {
        let features = InterpolationFeatures(channel: 0, others: [1], clock: LeadClock(unit: 1, longest: 50))
        let columns = features.columns(variables: ["a", "b"])
        #expect(columns.count == features.count && Set(columns.map(\.name)).count == columns.count)
        let own = ChannelHistory(times: [0, 1, 2, 4, 5, 6], values: [0, 1, 2, 4, 5, 6])
        let other = ChannelHistory(times: [1, 3, 5], values: [0, 2, 0])
        let row = try #require(
            features.row(at: 3, in: [own, other], hidden: 3..<3, mean: 3, seesOthers: true))
        // On a straight line every prediction but the means lies on it; the other channel is 1 off between 2 and 4.
        #expect(row.line == 3 && row.values[0] == 0 && row.distance == 1 && row.gap == 2 && row.others == [1])
        var x = [Double](repeating: .nan, count: features.count)
        row.others.withUnsafeBufferPointer { features.write(row, others: $0.baseAddress, to: &x, stride: 1) }
        #expect(x.allSatisfy(\.isFinite) && x.last == 1)
        let distance = features.clock.place(of: 1)
        let gap = features.clock.place(of: 2)
        for (name, wanted) in [("distance × distance", distance * distance), ("gap × gap", gap * gap), ("gap", gap)] {
            #expect(columns.firstIndex { $0.name == name }.map { x[$0] } == wanted, "\(name)")
        }
        let alone = try #require(features.row(at: 3, in: [own, other], hidden: 3..<3, mean: 3, seesOthers: false))
        #expect(row.isAccompanied && !alone.isAccompanied && alone.others == [0])
        // Lines that rounding bends are lines still: nothing of it was seen between.
        let outside = ChannelHistory(times: [0.1, 1.7, 4.3], values: [0.1, 0.7, 0.3])
        let without = try #require(features.row(at: 3, in: [own, outside], hidden: 3..<3, mean: 3, seesOthers: true))
        #expect(!without.isAccompanied && without.others == [0])
        // Beyond the last value there is one side.
        let beyond = try #require(features.row(at: 9, in: [own, other], hidden: 6..<6, mean: 3, seesOthers: true))
        #expect(beyond.isOneSided && beyond.line == 6 && beyond.distance == 3)
        #expect(features.row(at: 3, in: [ChannelHistory(), other], hidden: 0..<0, mean: 0, seesOthers: true) == nil)
    }

    @Test func cubicsNeverOvershoot() {
        for share in stride(from: 0.0, through: 1, by: 0.05) {
            let step = MonotoneCubic.value(at: share, (0, 0), (1, 0), (2, 1), (3, 1))
            #expect(step >= 0 && step <= 1)
            let line = MonotoneCubic.value(at: share, (0, 0), (1, 2), (2, 4), (5, 10))
            #expect(abs(line - 2 - 2 * share) < 1e-12)
        }
        #expect(MonotoneCubic.value(at: 0.5, nil, (1, 3), (2, 5), nil) == 4)
    }

    @Test func seasonsAreLearnedWhereTheyAre() {
        let random = Philox4x32(seed: 2)
        let times = (0..<1440).map { Double($0) * 3600 }
        func daily(_ t: Double) -> Double { sin(2 * .pi * t / 86400) + 0.5 * cos(4 * .pi * t / 86400) }
        let noise = times.indices.map { 0.3 * random.normal(epoch: 1, series: UInt32($0), sample: 0, index: 0) }
        let seasons = [
            Season(period: 86400, harmonics: 4, strength: 0), Season(period: 604_800, harmonics: 3, strength: 0),
        ]
        let values = times.indices.map { daily(times[$0]) + noise[$0] + 1e-6 * times[$0] }
        let curve = SeasonalCurve(learning: [ChannelHistory(times: times, values: values)], seasons: seasons)
        #expect(curve.parts.map(\.period) == [86400])
        for t in stride(from: 0.0, to: 86400, by: 1800) { #expect(abs(curve.value(at: t) - daily(t)) < 0.1) }
        #expect(SeasonalCurve(learning: [ChannelHistory(times: times, values: noise)], seasons: seasons).parts.isEmpty)
    }
}
