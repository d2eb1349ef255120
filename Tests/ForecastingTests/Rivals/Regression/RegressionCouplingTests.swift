import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Channels of a regression whose errors go together.
@Suite struct RegressionCouplingTests {
    /// Autoregressions of x and y whose steps have the correlation 0.9, and of z by itself.
    private static func data() throws -> SeriesCollection {
        let random = Philox4x32(seed: 41)
        var data = SeriesBuilder(variables: ["x", "y", "z"])
        for series in 0..<30 {
            var values = [0.0, 0, 0]
            for k in 0..<40 {
                let normals = (0..<3).map {
                    random.normal(epoch: UInt32($0), series: UInt32(series), sample: 0, index: UInt32(k))
                }
                let steps = [normals[0], 0.9 * normals[0] + 0.19.squareRoot() * normals[1], normals[2]]
                values = zip(values, steps).map { 0.7 * $0 + $1 }
                data["s\(series)"].append(
                    time: Double(k), ["x": values[0], "y": values[1], "z": values[2]])
            }
        }
        return try data.build()
    }

    @Test func samplesGoTogetherAsErrorsDo() throws {
        let data = try Self.data()
        let model = try RegressionFit(data, settings: FitSettings(), threads: 1).forecaster()
        let coupling = try #require(model.coupling)
        #expect(coupling.weights(of: 0).map(\.path) == [0] && coupling.weights(of: 1).map(\.path) == [0, 1])
        var options = PredictionOptions()
        options.samples = 2000
        options.draws = 2000
        let request = PredictionRequest(series: 3, times: [.numeric(40), .numeric(42)])
        let said = try model.predict(data, [request], kind: .forecast, options: options)[0]
        func samples(_ k: Int, _ channel: Int) -> [Double] { said[k, channel].samples }
        func correlation(_ a: [Double], _ b: [Double]) -> Double {
            func mean(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 / Double(x.count) } }
            let (ma, mb) = (mean(a), mean(b))
            let product = mean(zip(a, b).map { ($0 - ma) * ($1 - mb) })
            let squares = mean(a.map { ($0 - ma) * ($0 - ma) }) * mean(b.map { ($0 - mb) * ($0 - mb) })
            return product / squares.squareRoot()
        }
        #expect(correlation(samples(0, 0), samples(0, 1)) > 0.7)
        #expect(abs(correlation(samples(0, 0), samples(0, 2))) < 0.15)
        // What each channel has by itself stays as it was: its samples have the quantiles that are said.
        for channel in 0..<3 {
            let below = samples(1, channel).count { $0 < said[1, channel].quantile(0.25) }
            #expect(abs(Double(below) / 2000 - 0.25) < 0.04)
        }
        // A model that is read back has it too; one of an earlier version has none.
        let back = try RegressionForecaster(model.encoded())
        #expect(back.coupling == coupling)
    }

    @Test func correlationsByChanceAreLeftOut() {
        let random = Philox4x32(seed: 42)
        func scores(_ channel: UInt32, mixed: Double) -> [PathCoupling.Score] {
            (0..<400).map { forecast in
                let common = random.normal(epoch: 9, series: UInt32(forecast), sample: 0, index: 0)
                let own = random.normal(epoch: channel, series: UInt32(forecast), sample: 0, index: 0)
                return .init(
                    forecast: forecast, anchor: 0, time: 1,
                    value: mixed * common + (1 - mixed * mixed).squareRoot() * own)
            }
        }
        #expect(PathCoupling(learning: [scores(1, mixed: 0), scores(2, mixed: 0)]) { _, _ in 1 } == nil)
        let found = PathCoupling(learning: [scores(1, mixed: 0.8), scores(2, mixed: 0.8)]) { _, _ in 1 }
        // 0.8², shrunk a little.
        #expect(abs((found?.factor[1][0] ?? 0) - 0.64) < 0.1)
        // Scores of other forecasts or times are not products.
        let shifted = scores(2, mixed: 0.8).map {
            PathCoupling.Score(forecast: $0.forecast, anchor: 0, time: 2, value: $0.value)
        }
        #expect(PathCoupling(learning: [scores(1, mixed: 0.8), shifted]) { _, _ in 1 } == nil)
    }
}
