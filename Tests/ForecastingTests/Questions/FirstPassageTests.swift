import Forecasting
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct FirstPassageTests {
    /// Four paths at times 1, 2, 4 from a last value of 3.
    private static let values: [Double] = [
        2, 0, 5,  // passes 1 halfway from 1 to 2
        3, 3, 1,  // touches 1 at 4
        3, 3, 3,  // never
        0, 3, 0,  // passes two thirds of the way to 1, and returns
    ]

    private static func passage(_ condition: LevelCondition, last: Double? = 3) -> FirstPassage {
        FirstPassage(
            condition, now: .numeric(10), last: last, elapsed: [1, 2, 4], values: Self.values)
    }

    @Test func passagesAreInterpolated() {
        let strict = Self.passage(LevelCondition(.below, 1))
        #expect(strict.times.map { ($0 * 1e9).rounded() / 1e9 } == [0.666666667, 1.5])
        #expect(strict.probability == 0.5 && strict.paths == 4 && strict.horizon == 4 && strict.now == .numeric(10))
        #expect(Self.passage(LevelCondition(.atMost, 1)).times.last == 4)
        // Upwards: 5 is reached at 4 only, from 0 at 2.
        #expect(Self.passage(LevelCondition(.above, 4)).times == [2 + 2 * 0.8])
        #expect(Self.passage(LevelCondition(.atLeast, 5)).times == [4])
    }

    @Test func quantilesBeyondTheHorizonAreNotKnown() {
        let passage = Self.passage(LevelCondition(.below, 1))
        #expect(passage.quantile(0.25) == passage.times[0] && passage.quantile(0.26) == passage.times[1])
        #expect(passage.quantile(0.5) == 1.5 && passage.quantile(0.51) == nil && !passage.isCensored)
        #expect(passage.actBy(risk: 0.05) == passage.times[0])
        #expect(passage.probability(notBefore: 0) == 1 && passage.probability(notBefore: 1) == 0.75)
        #expect(passage.probability(notBefore: 1.5) == 0.75 && passage.probability(notBefore: 1.6) == 0.5)
        let never = Self.passage(LevelCondition(.below, -1))
        #expect(never.isCensored && never.probability == 0 && never.actBy(risk: 0.05) == nil)
        #expect(never.probability(notBefore: 9) == 1)
    }

    @Test func aLastValueThatHoldsHasPassed() {
        let now = Self.passage(LevelCondition(.below, 1), last: 0.5)
        #expect(now.times == [0, 0, 0, 0] && now.quantile(0.99) == 0 && now.probability == 1)
        // Without a last value a path is there when it is first looked at.
        #expect(Self.passage(LevelCondition(.below, 1), last: nil).times == [1, 1.5])
    }

    @Test func conditionsHoldOnTheirSide() {
        let levels: [(LevelCondition.Comparison, [Bool])] = [
            (.below, [true, false, false]), (.atMost, [true, true, false]), (.above, [false, false, true]),
            (.atLeast, [false, true, true]),
        ]
        for (side, holds) in levels {
            let condition = LevelCondition(side, 2)
            #expect([1, 2, 3].map(condition.holds) == holds, "\(condition)")
        }
        #expect(LevelCondition(.atLeast, 1.5).description == ">= 1.5")
    }
}
