import Foundation
import StateSpace
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct StateSpaceForecasterTests {
    private typealias Data = StateSpaceSeries

    private static func options(_ quantiles: [Double] = [0.05, 0.5, 0.95]) -> PredictionOptions {
        var options = PredictionOptions()
        options.quantiles = quantiles
        return options
    }

    /// A random walk is a level: its forecast is the last value, its band grows as the root of the lead.
    @Test func randomWalksKeepTheirLastValue() throws {
        let walks = (0..<4).map { s -> Data.Series in
            var value = 100.0
            let values = (0..<250).map { k -> Double in
                value += 0.7 * Data.normal(s, k)
                return value
            }
            return ((0..<250).map(Double.init), values)
        }
        let data = Data.collection(walks)
        let request = PredictionRequest(series: 0, times: [.numeric(253), .numeric(265), .numeric(313)])
        let said = try Data.fitted(data).predict(data, [request], kind: .forecast)[0]
        for (k, lead) in [4.0, 16, 64].enumerated() {
            let deviation = 0.7 * lead.squareRoot()
            #expect(abs(said.means[k] - walks[0].values[249]) < 0.3 * deviation)
            #expect(abs(said.deviations[k] / deviation - 1) < 0.15, "\(said.deviations[k]) at \(lead)")
        }
    }

    /// Ten years by the month with growth and a yearly cycle that grows along: logarithms, a slope and a season.
    @Test func growingSeasonsAreLogarithmic() throws {
        let month = 365.2425 / 12 * 86400
        func level(_ k: Int) -> Double { exp(4.6 + 0.01 * Double(k) + 0.25 * sin(2 * .pi * Double(k) / 12)) }
        let times = (0..<144).map { Double($0) * month }
        let values = (0..<144).map { level($0) * exp(0.03 * Data.normal(0, $0)) }
        let data = Data.collection([(Array(times.prefix(120)), Array(values.prefix(120)))], isCalendar: true)
        let model = try Data.fitted(data)
        let shared = model.channels[0].shared
        #expect(shared.scale.transform == .logarithm)
        #expect(shared.model.components.contains { if case .slope = $0.term { true } else { false } })
        #expect(shared.model.components.contains { if case .quasiPeriodic = $0.term { true } else { false } })
        let later = (120..<144).map { Moment.calendar(microseconds: Int64(times[$0] * 1e6)) }
        let said = try model.predict(
            data, [PredictionRequest(series: 0, times: later)], kind: .forecast, options: Self.options())[0]
        let inside = (0..<24).count {
            said[$0, 0].quantiles[0] <= values[120 + $0] && values[120 + $0] <= said[$0, 0].quantiles[2]
        }
        #expect(inside >= 19)
        let error = (0..<24).reduce(0.0) { $0 + abs(said.means[$1] - values[120 + $1]) } / 24
        #expect(error < 0.06 * level(132), "\(error)")
    }

    /// A cycle that is told is kept; where none is asked for there is none.
    @Test func toldSeasonsAreKept() throws {
        let times = (0..<120).map(Double.init)
        let data = Data.collection([(times, times.map { 3 * sin(2 * .pi * $0 / 10) + 0.3 * Data.normal(0, Int($0)) })])
        func periods(_ season: SeasonChoice) throws -> [Double] {
            let model = try Data.fitted(data, season: season)
            return model.channels[0].shared.model.components.compactMap {
                if case .quasiPeriodic(_, let period, _, _) = $0.term { period * model.unit } else { nil }
            }
        }
        let told = try periods(.periods([10, 37])).sorted()
        #expect(zip(told, [10, 37]).allSatisfy { abs($0 / $1 - 1) < 1e-12 } && told.count == 2)
        let none = try periods(.periods([]))
        #expect(none.isEmpty)
    }

    /// A glitch of a hundred deviations as the last reading, added after the fit, leaves the forecast where it was.
    @Test func aGlitchAtTheEndMovesNoForecast() throws {
        let data = Data.collection([(Data.hours, Data.wave)], isCalendar: true)
        let model = try Data.fitted(data)
        var broken = Data.wave
        broken[399] = 122
        let wild = Data.collection([(Data.hours, broken)], isCalendar: true)
        let request = Data.request(hoursAfter: 12)
        let before = try model.predict(data, [request], kind: .forecast)[0]
        let after = try model.predict(wild, [request], kind: .forecast)[0]
        #expect(abs(before.means[0] - after.means[0]) < 0.5 * before.deviations[0])
    }

    @Test func oneImpossibleValueSpoilsNothing() throws {
        var broken = Data.wave
        broken[200] = 1e12
        let clean = try Data.fitted(Data.collection([(Data.hours, Data.wave)], isCalendar: true))
        let data = Data.collection([(Data.hours, broken)], isCalendar: true)
        let wild = try Data.fitted(data)
        #expect(wild.channels[0].outliers == 1)
        let request = Data.request(hoursAfter: 7)
        let a = try clean.predict(data, [request], kind: .forecast)[0]
        let b = try wild.predict(data, [request], kind: .forecast)[0]
        #expect(abs(a.means[0] - b.means[0]) < 0.5 && abs(b.deviations[0] / a.deviations[0] - 1) < 0.2)
    }

    /// Other units of value and time, and another origin, change the units of the answer alone.
    @Test func unitsDoNotMatter() throws {
        let times = (0..<150).map { Double($0) + 0.3 * sin(Double($0 * $0)) }
        let values = times.enumerated().map { 2 * sin($1 / 9) + 0.2 * Data.normal(3, $0) }
        let plain = Data.collection([(times, values)])
        let other = Data.collection([(times.map { 500 + 7 * $0 }, values.map { 1e6 + 3000 * $0 })])
        let a = try Data.fitted(plain).predict(
            plain, [PredictionRequest(series: 0, times: [.numeric(155)])], kind: .forecast)[0]
        let b = try Data.fitted(other).predict(
            other, [PredictionRequest(series: 0, times: [.numeric(500 + 7 * 155)])], kind: .forecast)[0]
        #expect(abs((b.means[0] - 1e6) / 3000 - a.means[0]) < 0.02 * a.deviations[0])
        #expect(abs(b.deviations[0] / 3000 / a.deviations[0] - 1) < 0.02)
    }

    /// Values from 0 on are never forecast below it.
    @Test func boundsAreKept() throws {
        let times = (0..<200).map(Double.init)
        let counts = times.map { max(0, (1 + 1.5 * Data.normal(5, Int($0))).rounded()) }
        let data = Data.collection([(times, counts)])
        var options = Self.options([0.001, 0.05, 0.5, 0.999])
        options.samples = 20
        let request = PredictionRequest(series: 0, times: [.numeric(201), .numeric(260)])
        let said = try Data.fitted(data).predict(data, [request], kind: .forecast, options: options)[0]
        #expect((said.quantiles + said.samples + said.means).allSatisfy { $0 >= 0 })
    }

    /// Quantiles of many sampled values are those told.
    @Test func samplesFollowTheDistribution() throws {
        let data = Data.collection([(Data.hours, Data.wave)], isCalendar: true)
        var options = Self.options([0.1, 0.5, 0.9])
        options.draws = 400
        options.samples = 400
        let said = try Data.fitted(data).predict(
            data, [Data.request(hoursAfter: 5)], kind: .forecast, options: options)[0][0, 0]
        for (quantile, probability) in zip(said.quantiles, [0.1, 0.5, 0.9]) {
            let below = Double(said.samples.count { $0 < quantile }) / 400
            #expect(abs(below - probability) < 4 * (probability * (1 - probability) / 400).squareRoot())
        }
    }
}
