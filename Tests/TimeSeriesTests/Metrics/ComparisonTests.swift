import Foundation
import Testing
import TimeSeries

/// Results by other programs; see `golden/comparisons.py`.
private struct Golden: Decodable {
    let observed: [[Double]]
    let samples: [[[Double]]]
    let energy: [Double]
    let energyFair: [Double]
    let differences: [Double]
    let alternating: [Double]
    let dieboldMariano: [[Double]]
    let dieboldMarianoAlternating: [Double]?
    let levels: [Double]
    let quantiles: [Double]
    let places: [Double]
    let probabilities: [Double]
    let logDensities: [Double]

    static func load() throws -> Golden {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("golden/comparisons.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Golden.self, from: Data(contentsOf: path))
    }
}

private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-10 * max(1, abs(b)) }

@Suite struct ComparisonTests {
    private let golden: Golden

    init() throws { golden = try Golden.load() }

    @Test func energyEqualsThatOfScoringRules() {
        for (index, observed) in golden.observed.enumerated() {
            let sample = golden.samples[index].flatMap { $0 }
            #expect(isNear(Score.energy(sample: sample, observed: observed), golden.energy[index]))
            #expect(isNear(Score.energy(sample: sample, observed: observed, isFair: true), golden.energyFair[index]))
        }
    }

    /// Of one value it is the ranked probability score.
    @Test func energyOfOneValue() {
        let sample = golden.samples[0].map { $0[0] }
        let energy = Score.energy(sample: sample, observed: [golden.observed[0][0]])
        #expect(isNear(energy, Score.rankedProbability(sample: sample, observed: golden.observed[0][0])))
    }

    @Test func dieboldMarianoEqualsItsFormula() throws {
        for (horizon, expected) in zip([1, 2, 3, 5, 10], golden.dieboldMariano) {
            let test = try #require(DieboldMariano(differences: golden.differences, horizon: horizon))
            #expect(isNear(test.statistic, expected[0]) && isNear(test.pValue, expected[1]), "horizon \(horizon)")
            let swapped = try #require(DieboldMariano(differences: golden.differences.map { -$0 }, horizon: horizon))
            #expect(swapped.statistic == -test.statistic && swapped.pValue == test.pValue)
        }
    }

    @Test func dieboldMarianoIsUndefinedWithoutVariance() {
        #expect(golden.dieboldMarianoAlternating == nil)
        #expect(DieboldMariano(differences: golden.alternating, horizon: 2) == nil)
        #expect(DieboldMariano(differences: [1, 1, 1]) == nil)
        #expect(DieboldMariano(differences: [1]) == nil)
        #expect(DieboldMariano(differences: [1, 2], horizon: 2) == nil)
    }

    @Test func quantileCurveEqualsItsFormula() {
        let curve = QuantileCurve(levels: golden.levels, quantiles: golden.quantiles)
        for (index, y) in golden.places.enumerated() {
            let (below, upTo) = curve.probabilities(at: y)
            #expect(below == upTo && isNear(upTo, golden.probabilities[index]), "\(y)")
            #expect(isNear(curve.logDensity(at: y, resolution: 1e-12), golden.logDensities[index]), "\(y)")
            let transform = Score.probabilityIntegralTransform(
                quantiles: golden.quantiles, levels: golden.levels, observed: y, uniform: 0.3)
            #expect(transform == upTo)
        }
    }

    /// Over all steps of the resolution the densities add up to one, atoms and bounds included.
    @Test func densitiesAddUpToOne() {
        let levels = [0.1, 0.25, 0.5, 0.75, 0.9]
        for quantiles in [[-1, 0, 0, 2, 2.5], [0, 0, 1, 1, 1], [3.0, 3, 3, 3, 3], [-4, -1, 0, 1, 4]] {
            let curve = QuantileCurve(levels: levels, quantiles: quantiles)
            let step = 0.5
            let total = (-400...400).reduce(0.0) {
                $0 + step * exp(curve.logDensity(at: Double($1) * step, resolution: step))
            }
            #expect(abs(total - 1) < 0.15, "\(quantiles): \(total)")
            #expect((-40...40).allSatisfy { curve.logDensity(at: Double($0) / 4, resolution: 1e-9).isFinite })
        }
    }

    @Test func atomsAreRandomised() {
        let levels = [0.1, 0.25, 0.5, 0.75, 0.9]
        let curve = QuantileCurve(levels: levels, quantiles: [0, 0, 1, 2, 2])
        #expect(curve.probabilities(at: 0) == (0, 0.25) && curve.probabilities(at: 2) == (0.75, 1))
        #expect(curve.probabilities(at: -1) == (0, 0) && curve.probabilities(at: 3) == (1, 1))
        let transform = Score.probabilityIntegralTransform(
            quantiles: [0, 0, 1, 2, 2], levels: levels, observed: 0, uniform: 0.4)
        #expect(isNear(transform, 0.1))
    }

    /// The interval of independent groups is near that of the delta method, and covers the truth about as often as it says.
    @Test func skillIntervalCovers() throws {
        var covered = 0
        for trial in 0..<200 {
            var state = UInt64(trial) &* 0x9E37_79B9_7F4A_7C15 &+ 1
            func uniform() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 11) * 0x1p-53
            }
            let reference = (0..<60).map { _ in 1 + uniform() }
            let losses = reference.map { $0 * (0.6 + 0.4 * uniform()) }
            let interval = try #require(
                Score.skillInterval(losses, reference: reference, resamples: 300, seed: UInt64(trial)))
            if interval.contains(0.2) { covered += 1 }
            #expect(interval == Score.skillInterval(losses, reference: reference, resamples: 300, seed: UInt64(trial)))
        }
        #expect((180...199).contains(covered), "\(covered) of 200")
    }

    @Test func skillIntervalOfBlocksIsWiderForDependentLosses() throws {
        let losses = (0..<200).map { 1 + sin(Double($0) / 15) }
        let reference = [Double](repeating: 2, count: 200)
        let single = try #require(Score.skillInterval(losses, reference: reference))
        let blocks = try #require(Score.skillInterval(losses, reference: reference, block: 20))
        #expect(blocks.upperBound - blocks.lowerBound > 2 * (single.upperBound - single.lowerBound))
        #expect(Score.skillInterval([1], reference: [1]) == nil)
        #expect(Score.skillInterval([1, 2, 3], reference: [1, 2, 3], block: 2) == nil)
        #expect(Score.skillInterval([1, 2], reference: [0, 0]) == nil)
        #expect(Score.skillInterval([1, 2], reference: [2, 4]) == 0.5...0.5)
    }
}
