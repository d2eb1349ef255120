import Foundation
import StateSpace
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct MeasurementErrorTests {
    /// A smooth path read by two instruments in turns, with errors of 0.1 and 2.
    private static func collection(withErrors: Bool) -> (data: SeriesCollection, truth: [Double]) {
        let times = (0..<240).map(Double.init)
        let truth = times.map { 3 * sin($0 / 11) + 2 * sin($0 / 7.3) }
        let errors = times.indices.map { $0 % 2 == 0 ? 0.1 : 2 }
        let values = times.indices.map { truth[$0] + errors[$0] * StateSpaceSeries.normal(31, $0) }
        let data = SeriesCollection(
            variables: ["x"], names: ["s"], offsets: [0, 240], times: .numeric(times),
            variableIndices: times.map { _ in 0 }, values: values, errors: withErrors ? errors : nil)
        return (data, truth)
    }

    private static func error(withErrors: Bool) throws -> Double {
        let (data, truth) = collection(withErrors: withErrors)
        let model = try StateSpaceSeries.fitted(data)
        let asked = Array(stride(from: 21, to: 220, by: 2))
        let request = PredictionRequest(series: 0, times: asked.map { .numeric(Double($0)) })
        let said = try model.predict(data, [request], kind: .interpolation)[0]
        let squares = asked.enumerated().reduce(0) { $0 + pow(said.means[$1.offset] - truth[$1.element], 2) }
        return (squares / Double(asked.count)).squareRoot()
    }

    /// Precise readings count for more where it is known which they are.
    @Test func knownErrorsWeighReadings() throws {
        let with = try Self.error(withErrors: true)
        let without = try Self.error(withErrors: false)
        #expect(with < 0.25 && with < 0.8 * without, "\(with) and \(without)")
    }

    /// What is said of a reading to come has the error that readings usually have.
    @Test func forecastsHaveTheUsualError() throws {
        let (data, _) = Self.collection(withErrors: true)
        let shared = try StateSpaceSeries.fitted(data).channels[0].shared
        let usual = shared.typicalError * shared.scale.scale
        #expect(usual >= 0.1 - 1e-9 && usual <= 2 + 1e-9)
        let told = shared.distribution(mean: 0, variance: 0, noise: shared.model.noise[0]).deviations[0]
        #expect(told >= shared.typicalError)
    }
}
