import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Sample paths of simple rules: how errors go together over time and across channels, learned and drawn.
@Suite struct RulePathTests {
    private static func normal(_ series: Int, _ index: Int, _ channel: Int = 0) -> Double {
        Philox4x32(seed: 31).normal(epoch: UInt32(channel), series: UInt32(series), sample: 0, index: UInt32(index))
    }

    /// Series of two variables: random walks, or white noise round 0, whose steps have the correlation 0.8.
    private static func series(isWalk: Bool) -> SeriesCollection {
        var data = SeriesBuilder(variables: ["x", "y"])
        for series in 0..<40 {
            var sums = [0.0, 0.0]
            for k in 0..<60 {
                let (a, b) = (normal(series, k), normal(series, k, 1))
                let steps = [a, 0.8 * a + 0.6 * b]
                for channel in 0..<2 { sums[channel] = (isWalk ? sums[channel] : 0) + steps[channel] }
                data["s\(series)"].append(time: Double(k), ["x": sums[0], "y": sums[1]])
            }
        }
        return (try? data.build()) ?? StateSpaceSeries.collection([])
    }

    private static func fitted<Rule: PointRule>(_ rule: Rule.Type, _ data: SeriesCollection) throws -> RuleForecaster<
        Rule
    > {
        try RuleFit<Rule>(data, seasons: .found).forecaster()
    }

    private static func samples(
        _ model: any Forecaster, _ data: SeriesCollection, _ times: [Double], kind: PredictionKind = .forecast,
        samples: Int = 1500
    ) throws -> [[Double]] {
        var options = PredictionOptions()
        options.samples = samples
        options.draws = samples
        let request = PredictionRequest(series: 0, times: times.map { .numeric($0) })
        let said = try model.predict(data, [request], kind: kind, options: options)[0]
        // (K · C)(samples)
        return (0..<times.count * 2).map { Array(said.samples[$0 * samples..<($0 + 1) * samples]) }
    }

    private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
        func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
        let (ma, mb) = (mean(a), mean(b))
        let product = mean(zip(a, b).map { ($0 - ma) * ($1 - mb) })
        return product / (mean(a.map { ($0 - ma) * ($0 - ma) }) * mean(b.map { ($0 - mb) * ($0 - mb) })).squareRoot()
    }

    @Test func walksAreToldFromNoise() throws {
        let walks = Self.series(isWalk: true)
        let walk = try Self.fitted(LastValueRule.self, walks)
        let noise = try Self.fitted(MeanRule.self, Self.series(isWalk: false))
        for memory in try #require(walk.dependence).memories {
            for (a, b) in [(2.0, 4.0), (4, 16), (10, 20)] {
                #expect(abs(memory.correlation(a, b) - (a / b).squareRoot()) < 0.12, "\(memory)")
            }
        }
        for memory in try #require(noise.dependence).memories { #expect(memory.noise > 0.85, "\(memory)") }
        // What was learned is what is drawn.
        let paths = try Self.samples(walk, walks, [61, 63, 67, 75])
        for (early, late, a, b) in [(0, 2, 2.0, 4.0), (2, 4, 4, 8), (2, 6, 4, 16)] {
            let found = Self.correlation(paths[early], paths[late])
            #expect(abs(found - (a / b).squareRoot()) < 0.15, "\(a) and \(b): \(found)")
        }
    }

    /// Deviations of means over twenty steps: of white noise a twentieth root, of a walk that of its sums.
    @Test func meansOfPathsSpreadAsThoseOfTheProcess() throws {
        let times = (1...20).map { 59 + Double($0) }
        func deviation(_ paths: [[Double]]) -> Double {
            let means = (0..<1500).map { sample in (0..<20).reduce(0) { $0 + paths[2 * $1][sample] / 20 } }
            let mean = means.reduce(0, +) / 1500
            return (means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1500).squareRoot()
        }
        let walks = Self.series(isWalk: true)
        let walk = deviation(try Self.samples(Self.fitted(LastValueRule.self, walks), walks, times))
        // Var Σ W_h / 20 = 20 · 21 · 41 / 6 / 400.
        #expect(abs(walk / (20.0 * 21 * 41 / 6 / 400).squareRoot() - 1) < 0.15, "\(walk)")
        let noises = Self.series(isWalk: false)
        let noise = deviation(try Self.samples(Self.fitted(MeanRule.self, noises), noises, times))
        #expect(noise > 0.19 && noise < 0.42, "\(noise)")
    }

    @Test func channelsGoTogetherAsTheirErrorsDo() throws {
        for isWalk in [true, false] {
            let data = Self.series(isWalk: isWalk)
            let paths =
                isWalk
                ? try Self.samples(Self.fitted(LastValueRule.self, data), data, [63])
                : try Self.samples(Self.fitted(MeanRule.self, data), data, [63])
            #expect(abs(Self.correlation(paths[0], paths[1]) - 0.8) < 0.12, "\(isWalk)")
        }
    }

    /// Between two observations a path goes from one to the other, and paths of two gaps are independent.
    @Test func pathsAmidObservationsAreBridges() throws {
        let data = Self.series(isWalk: true)
        let seen = data.filtered { _, row in Int(data.times[row].number) % 10 == 0 }
        let model = try Self.fitted(LinearRule.self, data)
        let paths = try Self.samples(model, seen, [12, 14, 15, 16, 34], kind: .interpolation)
        // Brownian bridges at 0.4 and 0.5, 0.2 and 0.6 of a gap.
        #expect(abs(Self.correlation(paths[2], paths[4]) - (0.4 / 0.6).squareRoot()) < 0.15)
        #expect(abs(Self.correlation(paths[0], paths[6]) - (0.2 * 0.4 / 0.8 / 0.6).squareRoot()) < 0.15)
        #expect(abs(Self.correlation(paths[4], paths[8])) < 0.1)
    }

    @Test func modelsOfEarlierVersionsAreRead() throws {
        let data = Self.series(isWalk: true)
        var old = try Self.fitted(LastValueRule.self, data)
        old.dependence = nil
        let bytes = try old.encoded()
        #expect(!String(decoding: bytes, as: UTF8.self).contains("dependence"))
        let back = try RuleForecaster<LastValueRule>(bytes)
        #expect(back.dependence == nil)
        // One probability at all times, as that version had it.
        let paths = try Self.samples(back, data, [60, 70, 90], samples: 20)
        func order(_ values: [Double]) -> [Int] { values.indices.sorted { values[$0] < values[$1] } }
        #expect(order(paths[0]) == order(paths[2]) && order(paths[0]) == order(paths[4]))
    }

    @Test func processesOfUnitLengthHaveTheirCorrelation() {
        var products = [0.0, 0, 0]
        var square = 0.0
        for sample in 0..<4000 {
            var process = UnitProcess(
                random: Philox4x32(seed: 3), purpose: .rulePaths, key: 17, sample: UInt32(sample))
            let first = process.value(at: 2.3)
            square += first * first
            for (k, distance) in [0.1, 0.6, 2].enumerated() { products[k] += first * process.value(at: 2.3 + distance) }
        }
        #expect(abs(square / 4000 - 1) < 0.08)
        for (k, distance) in [0.1, 0.6, 2.0].enumerated() {
            #expect(abs(products[k] / 4000 - exp(-distance)) < 0.06)
        }
        // The same whatever was asked before.
        var (one, other) = (
            UnitProcess(random: Philox4x32(seed: 3), purpose: .rulePaths, key: 1, sample: 2),
            UnitProcess(random: Philox4x32(seed: 3), purpose: .rulePaths, key: 1, sample: 2)
        )
        let places = [0.25, 0.26, -3.1, 0.9, 0.25, 7, 0.5, 1, 0.251]
        let found = places.map { one.value(at: $0) }
        for index in places.indices.reversed() { #expect(other.value(at: places[index]) == found[index]) }
    }
}
