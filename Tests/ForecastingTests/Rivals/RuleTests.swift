import Foundation
import Testing
import TimeSeries

@testable import Forecasting

/// The rules' central values against what can be said by hand, and by SciPy.
@Suite struct RuleTests {
    private let history = ChannelHistory(times: [1, 2, 5], values: [10, 20, 30])

    @Test func theLastValueIsCarriedOn() {
        let centers = LastValueRule(learning: [], seasons: []).centers(
            at: [0.5, 1, 1.9, 2, 4.9, 5, 100], given: history)
        #expect(centers == [10, 10, 10, 20, 20, 30, 30])
    }

    @Test func meansAreDrawnToThatOfAllSeries() {
        let alone = MeanRule(learning: [history], seasons: []).centers(at: [3, 100], given: history)
        #expect(alone == [20, 20])
        // Series about 0 and 100 whose own values differ by 1: next to nothing of the pool; series that differ by chance: all of it.
        let far = (0..<10).map { series in
            ChannelHistory(times: [0, 1, 2], values: [-1.0, 0, 1].map { $0 + Double(series % 2) * 100 })
        }
        let rule = MeanRule(learning: far, seasons: [])
        #expect(abs(rule.pooled - 50) < 1e-9 && rule.weight < 0.01)
        let same = (0..<10).map { _ in ChannelHistory(times: [0, 1, 2], values: [-1, 0, 1]) }
        let shrunk = MeanRule(learning: same, seasons: []).centers(at: [9], given: .init(times: [0], values: [50]))
        #expect(shrunk[0] < 1)
    }

    @Test func weightsHalveWithTheHalfLife() {
        let level = Level(halfLife: 2)
        // At 5 the values of 1, 2, 5 weigh ¼, 2^(−3/2), 1.
        let weights = [0.25, exp2(-1.5), 1]
        let expected = zip(weights, history.values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        #expect(level.values(at: [5, 50], given: history).allSatisfy { abs($0 - expected) < 1e-12 })
        // Amid the history both sides count by their distance.
        let amid = [exp2(-1), exp2(-0.5), exp2(-1)]
        let middle = zip(amid, history.values).reduce(0) { $0 + $1.0 * $1.1 } / amid.reduce(0, +)
        #expect(abs(level.values(at: [3], given: history)[0] - middle) < 1e-12)
        #expect(Level(halfLife: nil).values(at: [3, 9], given: history).allSatisfy { abs($0 - 20) < 1e-12 })
    }

    @Test func halfLivesFollowTheData() {
        var level = 0.0
        let walk = (0..<600).map { index -> Double in
            level += sin(Double(index * index))
            return level
        }
        let noise = (0..<600).map { sin(Double($0 * $0) * 1.3) }
        let times = (0..<600).map(Double.init)
        #expect((Level(learning: [.init(times: times, values: walk)]).halfLife ?? 1e9) < 5)
        #expect((Level(learning: [.init(times: times, values: noise)]).halfLife ?? 1e9) > 60)
    }

    @Test func driftGoesOnAlongTheLine() {
        let centers = DriftRule(learning: [history], seasons: []).centers(at: [3, 5, 7], given: history)
        #expect(zip(centers, [20 + 10.0 / 3, 30, 40]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    /// `scipy.interpolate.PchipInterpolator` and `numpy.interp`, SciPy 1.17.1, at times between the points.
    @Test func piecesBetweenThePoints() {
        let points = ChannelHistory(times: [0, 1, 2.5, 3, 5, 5.25, 8], values: [1, 3, 2, 2, 7, 6, 6.5])
        let asked = [0, 0.3, 0.9, 1.7, 2.6, 4, 5.1, 5.2, 6, 7.9, 8]
        let cubic: [Double] = [
            1.0, 1.8828, 2.9715999999999996, 2.5499259259259257, 2.0, 4.5, 6.6480000000000015, 6.103999999999999,
            6.010142749812172, 6.447413974455297, 6.5,
        ]
        let linear: [Double] = [
            1.0, 1.6, 2.8, 2.533333333333333, 2.0, 4.5, 6.600000000000001, 6.199999999999999, 6.136363636363637,
            6.481818181818182, 6.5,
        ]
        let found = CubicRule(learning: [], seasons: []).centers(at: asked, given: points)
        for (value, known) in zip(found, cubic) { #expect(abs(value - known) < 1e-12) }
        let lines = LinearRule(learning: [], seasons: []).centers(at: asked, given: points)
        for (value, known) in zip(lines, linear) { #expect(abs(value - known) < 1e-12) }
        // Two points make a line, one a constant; beyond the last its value holds.
        let two = ChannelHistory(times: [0, 2], values: [1, 5])
        #expect(CubicRule(learning: [], seasons: []).centers(at: [1, 3], given: two) == [3, 5])
    }

    @Test func seasonsAreRepeatedWithTheirGrowth() {
        // Cycles of 4 points, each cycle 10 higher.
        let times = (0..<24).map(Double.init)
        let values = times.map { [0, 5, 1, -2][Int($0) % 4] + 10 * ($0 / 4).rounded(.down) }
        let series = ChannelHistory(times: times, values: values)
        let season = Season(period: 4, harmonics: 1, strength: 0.5)
        let rule = SeasonalNaiveRule(learning: [series], seasons: [season])
        #expect(rule.growth == 1)
        let asked = (24..<34).map(Double.init)
        let expected = asked.map { [0, 5, 1, -2][Int($0) % 4] + 10 * ($0 / 4).rounded(.down) }
        #expect(zip(rule.centers(at: asked, given: series), expected).allSatisfy { abs($0 - $1) < 1e-9 })
        // Without a season, the last value.
        #expect(SeasonalNaiveRule(learning: [series], seasons: []).centers(at: [30], given: series) == [values[23]])
    }

    @Test func profilesOfHourAndWeek() {
        // 60 days by the hour: the daily profile differs on two days of the week; a wandering level and noise.
        let times = (0..<1440).map { Double($0) * 3600 }
        func shape(_ t: Double) -> Double {
            let isFree = (t / 86400).rounded(.down).truncatingRemainder(dividingBy: 7) < 2
            return (isFree ? 1 : 5) * sin(2 * .pi * t / 86400) + (isFree ? -3 : 0)
        }
        let values = times.enumerated().map { 50 + shape($1) + 0.3 * sin(Double($0 * $0)) + sin($1 / 1e6) }
        let seasons = [86400.0, 604_800].map { Season(period: $0, harmonics: 3, strength: 0.5) }
        let rule = SeasonalProfileRule(
            learning: [ChannelHistory(times: times, values: values)], seasons: seasons)
        #expect(rule.profile.isCrossed)
        let history = ChannelHistory(times: Array(times.prefix(1000)), values: Array(values.prefix(1000)))
        let later = Array(times.suffix(400))
        let errors = zip(rule.centers(at: later, given: history), later).map { abs($0 - 50 - shape($1)) }
        #expect(errors.reduce(0, +) / 400 < 1.2, "\(errors.reduce(0, +) / 400)")
        // Wild values do not bend it.
        var wild = values
        wild[500] += 40
        let other = SeasonalProfileRule(learning: [ChannelHistory(times: times, values: wild)], seasons: seasons)
        let moved = zip(rule.profile.coefficients, other.profile.coefficients).map { abs($0 - $1) }.max() ?? 1
        #expect(moved < 0.5, "\(moved)")
    }
}
