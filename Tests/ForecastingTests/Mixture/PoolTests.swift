import Foundation
import Testing

@testable import Forecasting

/// Linear pools against their definition.
@Suite struct PoolTests {
    private static let levels = PredictiveCurve.levels

    private static func normal(_ mean: Double, _ deviation: Double) -> [Double] {
        levels.map { mean + deviation * Gaussian.standardQuantile($0) }
    }

    private static func phi(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    @Test func levelsAscendAndAreSymmetric() {
        #expect(zip(Self.levels, Self.levels.dropFirst()).allSatisfy(<))
        for (low, high) in zip(Self.levels, Self.levels.reversed()) { #expect(abs(low + high - 1) < 1e-12) }
        #expect(PredictiveCurve.even.count == 64)
    }

    @Test func aCurveInvertsItself() {
        let curve = PredictiveCurve(Self.normal(3, 2)[...])
        for p in [0.001, 0.05, 0.3, 0.5, 0.77, 0.99] {
            let found = curve.probability(of: curve.quantile(p))
            #expect(abs(found.below - p) < 1e-12 && abs(found.upTo - p) < 1e-12)
        }
        #expect(curve.probability(of: -1000) == (0, 0))
        #expect(curve.probability(of: 1000) == (1, 1))
    }

    @Test func atomsHaveTheirMass() {
        // Zero up to level 0.6, then a line.
        let values = Self.levels.map { max(0, $0 - 0.6) }
        let curve = PredictiveCurve(values[...])
        let atom = curve.probability(of: 0)
        let above = Self.levels.first { $0 > 0.6 } ?? 1
        #expect(atom.below == 0 && atom.upTo <= 0.6 && atom.upTo > 0.58 && above > 0.6)
        let above0 = curve.probability(of: 0.2)
        #expect(abs(above0.upTo - 0.8) < 1e-9 && above0.below == above0.upTo)
    }

    @Test func aPoolOfNormalsHasTheirMixedDistribution() {
        var pool = PooledCurve()
        let found = pool.quantiles([Self.normal(0, 1)[...], Self.normal(4, 0.5)[...]], weights: [0.7, 0.3])
        for (level, x) in zip(Self.levels, found) where level > 0.003 && level < 0.997 {
            let exact = 0.7 * Self.phi(x) + 0.3 * Self.phi((x - 4) / 0.5)
            // Between knots the distribution functions are linear, not normal.
            #expect(abs(exact - level) < 2e-3, "\(level)")
        }
        #expect(zip(found, found.dropFirst()).allSatisfy(<=))
    }

    @Test func aPoolOfOneIsThatOne() {
        var pool = PooledCurve()
        let one = Self.normal(1, 2)
        #expect(pool.quantiles([one[...]], weights: [1]) == one)
        let twice = pool.quantiles([one[...], one[...]], weights: [0.25, 0.75])
        for (a, b) in zip(one, twice) { #expect(abs(a - b) < 1e-9) }
    }

    @Test func atomsOfAPoolStayWhereTheyAre() {
        var pool = PooledCurve()
        let zero = Self.levels.map { _ in 0.0 }
        let found = pool.quantiles([zero[...], Self.normal(10, 1)[...]], weights: [0.5, 0.5])
        for (level, x) in zip(Self.levels, found) {
            if level <= 0.5 { #expect(x == 0) } else { #expect(x > 5) }
        }
    }

    @Test func distancesAreMeansOverAllPairs() {
        let a: [Float] = [-1, 0.5, 2, 2, 7]
        let b: [Float] = [-3, -1, 0.25, 2, 9]
        var sum = 0.0
        for x in a { for y in b { sum += abs(Double(x) - Double(y)) } }
        #expect(abs(PoolLoss.distance(a[...], b[...]) - sum / 25) < 1e-12)
        #expect(abs(PoolLoss.distance(a[...], to: 1) - (2 + 0.5 + 1 + 1 + 6) / 5) < 1e-12)
    }

    /// The weights against a search over a grid.
    @Test func weightsAreThoseOfLeastScore() {
        var loss = PoolLoss(members: 3)
        for k in 0..<40 {
            let y = sin(Double(k))
            let samples: [[Float]] = [
                (0..<8).map { Float(-0.8 + 0.2 * Double($0) + 0.3 - y) },
                (0..<8).map { Float(Double($0) / 4 - 1.4 - y) },
                (0..<8).map { Float(Double($0) * 0.02 + 0.9 * y - y) },
            ]
            let distances = samples.map { PoolLoss.distance($0[...], to: 0) }
            var pairs: [Double] = []
            for m in samples { for l in samples { pairs.append(PoolLoss.distance(m[...], l[...])) } }
            loss.add(distances: distances, pairs: pairs, scale: 1)
        }
        let target = [1.0 / 3, 1.0 / 3, 1.0 / 3]
        for penalty in [0.0, 0.05] {
            let found = loss.weights(towards: target, penalty: penalty, among: [0, 1, 2])
            func value(_ w: [Double]) -> Double {
                loss.score(w) + penalty * zip(w, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            var least = Double.infinity
            for i in 0...100 {
                for j in 0...(100 - i) {
                    least = min(least, value([Double(i) / 100, Double(j) / 100, Double(100 - i - j) / 100]))
                }
            }
            #expect(value(found) <= least + 1e-12)
            #expect(abs(found.reduce(0, +) - 1) < 1e-12 && found.allSatisfy { $0 >= 0 })
        }
        let two = loss.weights(towards: target, penalty: 0, among: [0, 1])
        #expect(two[2] == 0 && abs(two[0] + two[1] - 1) < 1e-12)
    }

    @Test func weightsChangeWithTheLead() {
        let weights = PoolWeights(nodes: [
            .init(lead: 1, weights: [1, 0]), .init(lead: 100, weights: [0, 1]),
        ])
        #expect(weights.weights(at: 0.1) == [1, 0])
        #expect(weights.weights(at: 1000) == [0, 1])
        let middle = weights.weights(at: 10)
        #expect(abs(middle[0] - 0.5) < 1e-12 && abs(middle[1] - 0.5) < 1e-12)
        #expect(weights.restricted(to: [1]).weights(at: 5) == [1])
    }
}

/// Many quantiles of a mixture at once against each by itself.
@Suite struct ManyQuantilesTests {
    @Test func manyAreThoseOfEach() {
        for (locations, scales) in [
            ([0.0, 4, 4.1, -7], [1.0, 0.1, 2, 0.5]), ([1.0], [3.0]), ([0.0, 1000], [1e-3, 1e-3]),
        ] {
            let normal = PredictiveMixture<Gaussian>(
                components: zip(locations, scales).map { Gaussian.component(location: $0, scale: $1) })
            for (p, x) in zip(PredictiveCurve.levels, normal.quantiles(PredictiveCurve.levels)) {
                #expect(abs(x - normal.quantile(p)) < 1e-9 * max(1, abs(x)), "\(p)")
            }
            let heavy = PredictiveMixture<StudentT>(
                components: zip(locations, scales).map { StudentT.component(location: $0, scale: $1) })
            for (p, x) in zip(PredictiveCurve.levels, heavy.quantiles(PredictiveCurve.levels)) {
                #expect(abs(x - heavy.quantile(p)) < 1e-9 * max(1, abs(x)), "\(p)")
            }
        }
    }
}
