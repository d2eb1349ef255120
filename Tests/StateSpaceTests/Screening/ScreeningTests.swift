import Lanes
import Testing

@testable import StateSpace

@Suite struct ScreeningTests {
    /// A wandering level with noise, at irregular times.
    private static let model = LinearModel([.level(diffusion: 0.1, start: 3)], noise: 0.5)

    private static func rows(_ count: Int, changing change: (Int, Double) -> Double = { $1 }) -> ObservationRows {
        let random = Philox4x32(seed: 11)
        func normal(_ k: Int, _ purpose: UInt32) -> Double {
            random.normal(epoch: purpose, series: 0, sample: 0, index: UInt32(k))
        }
        var time = 0.0
        var level = 0.0
        var times: [Double] = []
        var values: [Double] = []
        for k in 0..<count {
            let step = 0.2 + Double(k % 7) * 0.3
            time += step
            level += 0.1 * step.squareRoot() * normal(k, 1)
            times.append(time)
            values.append(change(k, level + 0.5 * normal(k, 2)))
        }
        return ObservationRows(times: times, values: values)
    }

    @Test func ordinaryRowsKeepTheirWeight() {
        let found = Self.model.screened(Self.rows(500))
        #expect(found.outliers.isEmpty && found.weights.allSatisfy { $0 == 1 })
        let standard = zip(found.residuals, found.variances).map { $0 * $0 / ($1 + 0.25) }
        #expect(abs(standard.reduce(0, +) / 500 - 1) < 0.2)
    }

    /// However wild the last reading is, it moves the forecast by less than its own deviation.
    @Test(arguments: [30.0, 1e4, 1e12]) func aWildLastReadingMovesLittle(size: Double) {
        var wild = Self.rows(200) { $0 == 199 ? $1 + size : $1 }
        let found = Self.model.screened(wild)
        wild.weights = found.weights
        let clean = ObservationRows(times: Array(wild.times.prefix(199)), values: Array(wild.values.prefix(199)))
        let point = [ProcessPoint(time: wild.times[199] + 1)]
        let with = Self.model.posterior(given: wild, at: point)
        let without = Self.model.posterior(given: clean, at: point)
        #expect(abs(with.means[0] - without.means[0]) < without.variances[0].squareRoot())
        #expect(found.outliers == [199])
    }

    @Test func aWildReadingAmidOthersIsFound() {
        let found = Self.model.screened(Self.rows(200) { $0 == 77 ? 1e12 : $1 })
        #expect(found.outliers == [77])
    }

    /// A level that stays where it jumped to is followed at once: the next readings bear it out.
    @Test func aJumpThatLastsIsNoOutlier() {
        #expect(Self.model.screened(Self.rows(200) { $0 >= 100 ? $1 + 20 : $1 }).outliers.isEmpty)
    }

    @Test func studentWeightsFallWithTheResidual() {
        let rows = Self.rows(300)
        let found = Self.model.screened(rows, degrees: [4])
        let order = found.residuals.indices.sorted { abs(found.residuals[$0]) < abs(found.residuals[$1]) }
        #expect(found.weights[order[0]] > 1 && found.weights[order[299]] < 0.8)
    }

    /// Nothing later than two readings after a row changes its weight.
    @Test func laterRowsDoNotMatter() {
        let short = Self.rows(120) { $0 % 40 == 20 ? $1 + 15 : $1 }
        let long = Self.rows(200) { $0 % 40 == 20 ? $1 + 15 : $0 >= 120 ? 1e6 : $1 }
        let a = Self.model.screened(short, degrees: [8])
        let b = Self.model.screened(long, degrees: [8])
        #expect(a.weights.prefix(118) == b.weights.prefix(118))
    }
}
