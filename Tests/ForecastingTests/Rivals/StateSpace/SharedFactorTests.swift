import Foundation
import StateSpace
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct SharedFactorTests {
    /// Ten series of two channels: a = 5 + s·f + …, b = −3 − 2·s·f + …, f of length scale 10, read at times of their own.
    private static func collection(strength: Double, withoutLateA: Bool = false) -> SeriesCollection {
        var offsets = [0]
        var times: [Double] = []
        var channels: [Int32] = []
        var values: [Double] = []
        let fall = exp(-0.1)
        for s in 0..<10 {
            var states = (0..<3).map { StateSpaceSeries.normal(s, 0, UInt32(10 + $0)) }
            for k in 1..<90 {
                for i in 0..<3 {
                    let step = StateSpaceSeries.normal(s, k, UInt32(10 + i))
                    states[i] = fall * states[i] + (1 - fall * fall).squareRoot() * step
                }
                let noise = (0..<2).map { StateSpaceSeries.normal(s, k, UInt32(20 + $0)) }
                let a = 5 + strength * states[0] + 0.4 * states[1] + 0.2 * noise[0]
                let b = -3 - 2 * strength * states[0] + 0.8 * states[2] + 0.4 * noise[1]
                for (channel, value) in [a, b].enumerated() where k % 3 != channel + 1 {
                    if withoutLateA, channel == 0, k >= 70 { continue }
                    times.append(Double(k))
                    channels.append(Int32(channel))
                    values.append(value)
                }
            }
            offsets.append(values.count)
        }
        return SeriesCollection(
            variables: ["a", "b"], names: (0..<10).map { "s\($0)" }, offsets: offsets, times: .numeric(times),
            variableIndices: channels, values: values)
    }

    @Test func channelsThatMoveTogetherShareAFactor() throws {
        let data = Self.collection(strength: 1)
        let model = try StateSpaceSeries.fitted(data)
        let factor = try #require(model.coupled?.components.last)
        let sizes = zip(factor.loadings, model.channels).map { $0 * $1.shared.scale.scale }
        #expect(sizes[0] * sizes[1] < 0 && abs(abs(sizes[0]) - 1) < 0.35 && abs(abs(sizes[1]) - 2) < 0.7, "\(sizes)")
        #expect(model.report.facts.contains { $0.label == "factor" })
        // A channel that is not read any more is known from the other one.
        let half = Self.collection(strength: 1, withoutLateA: true)
        var coupledError = 0.0
        var aloneError = 0.0
        let alone = StateSpaceForecaster(
            timeKind: model.timeKind, unit: model.unit, channels: model.channels, coupled: nil, couplingGain: nil,
            series: model.series, observations: model.observations)
        for s in 0..<10 {
            let rows = data.rows(of: s).filter { data.variableIndices[$0] == 0 && data.times[$0] >= .numeric(75) }
            let last = half.times[half.rows(of: s).upperBound - 1]
            let asked = rows.map { data.times[$0] }.filter { $0 <= last }
            let request = PredictionRequest(series: s, times: asked)
            let with = try model.predict(half, [request], kind: .interpolation)[0]
            let without = try alone.predict(half, [request], kind: .interpolation)[0]
            for (k, row) in rows.prefix(asked.count).enumerated() {
                coupledError += pow(with[k, 0].mean - data.values[row], 2)
                aloneError += pow(without[k, 0].mean - data.values[row], 2)
            }
        }
        #expect(coupledError < 0.7 * aloneError, "\(coupledError) and \(aloneError)")
    }

    @Test func channelsThatDoNotStayApart() throws {
        #expect(try StateSpaceSeries.fitted(Self.collection(strength: 0)).coupled == nil)
    }

    /// What a draw says of one channel and time is the same with others asked beside.
    @Test func jointDrawsKeepOneAlone() throws {
        let data = Self.collection(strength: 1)
        let model = try StateSpaceSeries.fitted(data)
        var options = PredictionOptions()
        options.samples = 3
        for (kind, times) in [(PredictionKind.forecast, [91.0, 95, 120]), (.interpolation, [4.5, 30, 77.25])] {
            let all = try model.predict(
                data, [PredictionRequest(series: 2, times: times.map { .numeric($0) })], kind: kind, options: options)[
                    0]
            let one = try model.predict(
                data, [PredictionRequest(series: 2, times: [.numeric(times[1])])], kind: kind, options: options)[0]
            #expect(one[0, 0] == all[1, 0] && one[0, 1] == all[1, 1])
        }
    }
}
