import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Shares of the band, and observations that move a forecast.
@Suite struct ExplanationTests {
    /// One series of noise about a level.
    private static func data() -> SeriesCollection {
        let random = Philox4x32(seed: 4)
        let values = (0..<80).map { 10 + random.normal(epoch: 0, series: 0, sample: 0, index: UInt32($0)) }
        return SeriesCollection(
            variables: ["x"], names: ["s"], offsets: [0, 80], times: .numeric((0..<80).map(Double.init)),
            variableIndices: Array(repeating: 0, count: 80), values: values)
    }

    private static func fitted(_ kind: ForecasterKind, _ data: SeriesCollection) throws -> any Forecaster {
        var settings = FitSettings()
        settings.rivals = ["last-value", "mean", "drift"]
        let fit = try RefereedFit(data, kind, settings: settings, context: FitContext())
        _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        return try fit.forecaster()
    }

    private static let request = PredictionRequest(series: 0, times: [.numeric(81), .numeric(100)])

    @Test(arguments: [ForecasterKind.mixture, .mean]) func sharesAddUp(kind: ForecasterKind) throws {
        let data = Self.data()
        let model = try Self.fitted(kind, data)
        var options = PredictionOptions()
        options.quantiles = [0.05, 0.5, 0.95]
        let said = try model.predict(data, [Self.request], kind: .forecast, options: options)[0]
        let found = try model.explain(data, Self.request, options: PredictionOptions())
        #expect(found.count == 2)
        for (k, row) in found.enumerated() {
            #expect(abs(row.noise + row.path + row.members + row.calibration - 1) < 1e-9)
            #expect(row.noise >= 0 && row.path >= 0 && row.members >= 0)
            #expect([row.lower, row.median, row.upper] == Array(said.quantiles[3 * k..<3 * k + 3]))
            #expect(abs(row.parts.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
        }
    }

    /// The last value moves the last-value rule by itself, and nothing else does.
    @Test func theLastValueMovesItsRule() throws {
        let data = Self.data()
        let model = try ForecasterKind.lastValue.fit(data, FitSettings(), FitContext()).forecaster()
        let row = try #require(try model.explain(data, Self.request, options: PredictionOptions()).first)
        #expect(row.influences.first?.time == .numeric(79))
        let shift = data.values[79] - data.values[78]
        #expect(abs((row.influences.first?.shift ?? 0) - shift) < 0.3 * abs(shift))
        #expect(row.influences.dropFirst().allSatisfy { $0.shift == 0 })
        #expect(row.members == 0 && row.calibration == 0)
    }
}
