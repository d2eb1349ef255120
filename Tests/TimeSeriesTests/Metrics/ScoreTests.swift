import Foundation
import Testing
import TimeSeries

/// Scores by other programs; see `golden/scores.py`.
private struct Golden: Decodable {
    let observed: [Double]
    let point: [Double]
    let samples: [[Double]]
    let levels: [Double]
    let deviation: [Double]
    let quantiles: [[Double]]
    let probability: Double
    let mse: Double
    let rmse: Double
    let mae: Double
    let pinball: [Double]
    let interval: [Double]
    let coverage: Double
    let width: Double
    let crpsSample: [Double]
    let crpsFair: [Double]
    let crpsQuantile: [Double]
    let crpsNormal: [Double]
    let logNormal: [Double]

    var bands: [ClosedRange<Double>] { quantiles.map { $0[0]...$0[$0.count - 1] } }

    static func load() throws -> Golden {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("golden/scores.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Golden.self, from: Data(contentsOf: path))
    }
}

private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(1, abs(b)) }

private func isNear(_ a: [Double], _ b: [Double]) -> Bool { a.count == b.count && zip(a, b).allSatisfy(isNear) }

@Suite struct ScoreTests {
    private let golden: Golden

    init() throws { golden = try Golden.load() }

    @Test func pointErrorsEqualNumPys() {
        #expect(isNear(Score.meanSquaredError(golden.point, observed: golden.observed), golden.mse))
        #expect(isNear(Score.rootMeanSquaredError(golden.point, observed: golden.observed), golden.rmse))
        #expect(isNear(Score.meanAbsoluteError(golden.point, observed: golden.observed), golden.mae))
    }

    @Test func bandsEqualThoseOfScoringRules() {
        #expect(Score.coverage(golden.bands, observed: golden.observed) == golden.coverage)
        #expect(isNear(Score.meanWidth(golden.bands), golden.width))
        let scores = zip(golden.bands, golden.observed).map {
            Score.interval($0.0, probability: golden.probability, observed: $0.1)
        }
        #expect(isNear(scores, golden.interval))
        // Limits belong to the band.
        #expect(Score.coverage([1...2, 1...2, 1...2], observed: [1, 2, 2.1]) == 2.0 / 3)
    }

    @Test func rankedProbabilityEqualsThatOfScoringRules() {
        let rows = golden.observed.indices
        #expect(
            isNear(
                rows.map { Score.rankedProbability(sample: golden.samples[$0], observed: golden.observed[$0]) },
                golden.crpsSample))
        #expect(
            isNear(
                rows.map {
                    Score.rankedProbability(sample: golden.samples[$0], observed: golden.observed[$0], isFair: true)
                },
                golden.crpsFair))
        #expect(
            isNear(
                rows.map {
                    Score.rankedProbability(
                        quantiles: golden.quantiles[$0], levels: golden.levels, observed: golden.observed[$0])
                },
                golden.crpsQuantile))
        #expect(
            isNear(
                rows.map {
                    Score.rankedProbability(
                        mean: golden.point[$0], deviation: golden.deviation[$0], observed: golden.observed[$0])
                },
                golden.crpsNormal))
    }

    @Test func rankedProbabilityOfOneDrawIsTheDistance() {
        #expect(Score.rankedProbability(sample: [3], observed: 5) == 2)
        #expect(Score.rankedProbability(quantiles: [3], levels: [0.5], observed: 5) == 2)
    }

    /// Samples and quantiles of many evenly spread levels come to the closed form; a shift by 1e9 costs no accuracy.
    @Test func rankedProbabilitiesAgreeWithTheClosedForm() {
        let count = 4000
        let levels = (0..<count).map { (Double($0) + 0.5) / Double(count) }
        // The logistic distribution: quantile log(p / (1 − p)), score y − 2 log σ(y) − 1.
        let quantiles = levels.map { log($0 / (1 - $0)) }
        for observed in [-2.0, 0.3, 4] {
            let exact = observed - 2 * log(1 / (1 + exp(-observed))) - 1
            #expect(abs(Score.rankedProbability(sample: quantiles, observed: observed) - exact) < 1e-3)
            #expect(
                abs(Score.rankedProbability(quantiles: quantiles, levels: levels, observed: observed) - exact) < 1e-3)
            let shifted = quantiles.map { $0 + 1e9 }
            #expect(abs(Score.rankedProbability(sample: shifted, observed: observed + 1e9) - exact) < 1e-3)
        }
    }

    @Test func logarithmicScoreEqualsSciPys() {
        let scores = golden.observed.indices.map {
            Score.logarithmic(
                mean: golden.point[$0], deviation: golden.deviation[$0], observed: golden.observed[$0])
        }
        #expect(isNear(scores, golden.logNormal))
        #expect(isNear(Score.logarithmic(scores.map { -$0 }), scores.reduce(0, +) / Double(scores.count)))
    }

    @Test func pinballIsLeastAtTheQuantile() {
        // Of 1 … 10 the 0.3-quantile is 3 (or anything up to 4).
        func loss(_ q: Double) -> Double {
            (1...10).reduce(0) { $0 + Score.pinball(q, level: 0.3, observed: Double($1)) }
        }
        #expect(loss(3) < loss(2.9) && abs(loss(3) - loss(4)) < 1e-12 && loss(4) < loss(4.1))
        #expect(Score.pinball(2, level: 0.9, observed: 3) == 0.9)
        #expect(isNear(Score.pinball(3, level: 0.9, observed: 2), 0.1))
    }

    @Test func skillComparesWithAReference() {
        #expect(Score.skill(0, reference: 2) == 1)
        #expect(Score.skill(2, reference: 2) == 0)
        #expect(Score.skill(3, reference: 2) == -0.5)
    }

    @Test func collectedScoresEqualThoseOfArrays() throws {
        var score = ForecastScore(levels: golden.levels)
        for row in golden.observed.indices {
            score.add(observed: golden.observed[row], point: golden.point[row], quantiles: golden.quantiles[row])
        }
        #expect(score.count == 12)
        #expect(isNear(score.meanSquaredError, golden.mse) && isNear(score.rootMeanSquaredError, golden.rmse))
        #expect(isNear(score.meanAbsoluteError, golden.mae) && isNear(score.pinball, golden.pinball))
        #expect(score.coverage(of: golden.probability) == golden.coverage)
        #expect(isNear(try #require(score.width(of: golden.probability)), golden.width))
        #expect(isNear(score.rankedProbability, golden.crpsQuantile.reduce(0, +) / 12))
        #expect(score.coverage(of: 0.9) == nil)
    }

    @Test func errorsCanBeTakenOnAnotherScale() {
        var score = ForecastScore(levels: [0.25, 0.5, 0.75])
        score.add(observed: exp(1), point: exp(3), quantiles: [1, 2, 3], scale: { log($0) })
        #expect(isNear(score.rootMeanSquaredError, 2))
        #expect(score.coverage(of: 0.5) == 1 && score.width(of: 0.5) == 2)
    }
}
