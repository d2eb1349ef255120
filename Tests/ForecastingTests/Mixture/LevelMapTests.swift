import Foundation
import Lanes
import Testing

@testable import Forecasting

/// Levels of quantiles found on hidden values.
@Suite struct LevelMapTests {
    /// Ranks of values of a normal distribution `factor` times as wide as was forecast.
    private static func ranks(_ count: Int, factor: (Double) -> Double) -> [LevelMap.Rank] {
        let random = Philox4x32(seed: 5)
        return (0..<count).map { index in
            let u = random.uniform(epoch: 0, series: 1, sample: 2, index: UInt32(index))
            let lead = exp(3 * Double(index) / Double(count))
            let z = factor(lead) * standardNormalQuantile(u)
            return LevelMap.Rank(lead: lead, level: standardNormalCDF(z), weight: 1, cluster: index)
        }
    }

    @Test func rightLevelsStayNearlyAsTheyAre() {
        let map = LevelMap(Self.ranks(4000) { _ in 1 }, span: nil, prior: 20)
        for lead in [1.0, 3, 10, 20] {
            for level in [0.05, 0.25, 0.5, 0.75, 0.95] { #expect(abs(map.level(level, at: lead) - level) < 0.04) }
        }
    }

    /// Bands that are too narrow at long leads only are widened there only.
    @Test func levelsFollowTheLead() {
        let map = LevelMap(Self.ranks(8000) { $0 > 6 ? 2 : 1 }, span: nil, prior: 5)
        let exact = standardNormalCDF(2 * standardNormalQuantile(0.05))
        #expect(abs(map.level(0.05, at: 18) - exact) < 0.01)
        #expect(abs(map.level(0.05, at: 1.2) - 0.05) < 0.02)
        #expect(abs(map.level(0.95, at: 18) - (1 - exact)) < 0.01)
    }

    @Test func fewValuesWidenAndNeverInvert() {
        let map = LevelMap(Self.ranks(20) { _ in 1 }, span: nil, prior: 5)
        let given = stride(from: 0.001, through: 0.999, by: 0.001).map { map.level($0, at: 4) }
        #expect(zip(given, given.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(given.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(map.level(0, at: 4) == 0 && map.level(1, at: 4) == 1)
    }

    /// Many values of one origin are one value.
    @Test func clustersCountOnce() {
        var ranks = Self.ranks(400) { _ in 3 }
        for index in ranks.indices { ranks[index].cluster = index % 2 }
        let two = LevelMap(ranks, span: nil, prior: 20)
        let many = LevelMap(Self.ranks(400) { _ in 3 }, span: nil, prior: 20)
        #expect(many.level(0.05, at: 5) < two.level(0.05, at: 5))
    }

    @Test func beyondTheLongestLeadBandsWiden() {
        let map = LevelMap(unchangedUpTo: 10)
        #expect(map.level(0.05, at: 10) == 0.05)
        let exact = standardNormalCDF(1.5 * standardNormalQuantile(0.05))
        #expect(abs(map.level(0.05, at: 10 * exp(1)) - exact) < 1e-12)
        #expect(map.level(0.5, at: 1000) == 0.5)
    }

    /// Whatever the order of the values, the share of them below the level goes to the wanted one (Angelopoulos et al. 2023).
    @Test(arguments: [0.05, 0.5, 0.95]) func adaptiveLevelsHoldInAnyOrder(wanted: Double) {
        // The worst there is: each value lies just on the side that the level does not expect.
        let random = Philox4x32(seed: 8)
        let count = 4000
        for (index, rate) in AdaptiveLevel.rates.enumerated() {
            var level = AdaptiveLevel(wanted: wanted, local: 500)
            var below = 0.0
            for step in 0..<count {
                let drift = 0.5 + 0.4 * sin(Double(step) / 300)
                let u = drift * random.uniform(epoch: 0, series: 0, sample: 0, index: UInt32(step))
                if standardNormalQuantile(u) <= level.scores[index] { below += 1 }
                level.add(u, step: 1)
            }
            let bound = (-2 * standardNormalQuantile(AdaptiveLevel.edge) + rate) / (rate * Double(count))
            #expect(abs(below / Double(count) - wanted) <= bound)
        }
    }

    /// Errors that grow with time: the levels of the end, not those of all.
    @Test func adaptiveLevelsFollowTime() {
        let random = Philox4x32(seed: 6)
        let ranks = (0..<3000).map { index in
            let u = random.uniform(epoch: 0, series: 1, sample: 2, index: UInt32(index))
            let width = index < 2000 ? 1.0 : 3
            return LevelMap.Rank(
                lead: 1, level: standardNormalCDF(width * standardNormalQuantile(u)), weight: 1, cluster: index,
                known: Double(index))
        }
        let exact = standardNormalCDF(3 * standardNormalQuantile(0.25))
        let followed = LevelMap(following: ranks, span: 3000)
        let together = LevelMap(ranks, span: 3000, prior: 5)
        #expect(abs(followed.level(0.25, at: 1) - exact) < 0.045)
        #expect(abs(followed.level(0.75, at: 1) - (1 - exact)) < 0.045)
        #expect(abs(together.level(0.25, at: 1) - exact) > 0.06)
    }
}
