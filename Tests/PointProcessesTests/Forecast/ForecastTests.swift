import Foundation
import Testing
import TimeSeries

@testable import PointProcesses

/// Forecasts against closed forms and against simulated futures.
@Suite struct ForecastTests {
    private func fit(_ kind: IntensityKind, _ data: [EventSequence], marks: [String] = [""]) throws -> FittedEvents {
        var settings = EventFitSettings()
        settings.kind = kind
        let clock = EventClock(
            EventCollection(marks: [], names: [], offsets: [0], times: .numeric([]), mark: [], windows: []))
        return try #require(try FittedEvents.fit(data, marks: marks, clock: clock, settings: settings))
    }

    private func poisson(_ rate: Double, to end: Double) throws -> EventSequence {
        var random = RandomStream(seed: 9)
        return try ConstantProcess(rates: [rate]).simulate([try Exposure(start: 0, end: end)], random: &random)
    }

    /// With a rate from a gamma posterior of shape a and rate T, S(t) = (T / (T + t))^a and counts are negative binomial.
    @Test func constantRateClosedForm() throws {
        let data = try poisson(2, to: 50)
        let forecast = try EventForecast(fit(.constant, [data]), past: data, draws: 4000)
        let shape = Double(data.times.count) + 0.5
        let survival = try forecast.survival(at: [50.1, 50.5, 51])
        for (time, found) in zip([0.1, 0.5, 1], survival) {
            #expect(abs(found - pow(50 / (50 + time), shape)) < 0.01)
        }
        let median = try #require(try forecast.nextEvent([0.5])[0])
        let expected: Double = 50 + 50 * (pow(2, 1 / shape) - 1)
        #expect(abs(median - expected) < 0.01)
        let counts = try forecast.counts(in: [try Exposure(start: 60, end: 80)])[0]
        #expect(abs(counts.mean - shape * 20 / 50) < 0.3)
        let variance: Double = shape * 20 / 50 * (1 + 20.0 / 50)
        #expect(abs(counts.standardDeviation / variance.squareRoot() - 1) < 0.05)
        #expect(counts.cumulative(counts.quantile(0.5)) >= 0.5)
        #expect(counts.cumulative(counts.quantile(0.5) - 1) < 0.5)
        let band = try forecast.intensity(at: [10, 55], quantiles: [0.05, 0.95])
        #expect(band[0].mean == band[1].mean && band[0].quantiles[0] < band[0].mean)
    }

    @Test func noEventsAtAll() throws {
        let data = try EventSequence(times: [], exposure: [try Exposure(start: 0, end: 10)])
        let forecast = try EventForecast(fit(.constant, [data]), past: data)
        let counts = try forecast.counts(in: [try Exposure(start: 10, end: 20)])[0]
        // Jeffreys' posterior of no events: shape ½.
        #expect(abs(counts.mean - 0.5) < 0.2)
        let later = try #require(try forecast.nextEvent([0.1])[0])
        #expect(later > 10)
    }

    /// The next event of a self-exciting process, by its distribution and by its futures.
    @Test func hawkesNextEventAgreesWithFutures() throws {
        var random = RandomStream(seed: 21)
        let truth = HawkesProcess(baseline: [0.5], branching: [[0.6]], decay: 2)
        let data = try truth.simulate([try Exposure(start: 0, end: 400)], random: &random)
        let model = try fit(.hawkes, [data])
        let forecast = try EventForecast(model, past: data, draws: 600)
        let futures = try forecast.futures(to: 400 + 30)
        for p in [0.25, 0.5, 0.75] {
            let time = try #require(try forecast.nextEvent([p])[0])
            let share = Double(futures.filter { ($0.times.first ?? .infinity) <= time }.count) / 600
            #expect(abs(share - p) < 0.07, "\(p): \(share)")
        }
        let counts = try forecast.counts(in: [try Exposure(start: 400, end: 430)])[0]
        // 0.5 / (1 − 0.6) a unit of time, give or take what was learned.
        #expect(abs(counts.mean - 37.5) < 12)
        #expect(counts.standardDeviation > counts.mean.squareRoot())
    }

    @Test func marksByTheirRates() throws {
        let times = (0..<90).map { Double($0) + 0.5 }
        let marks = (0..<90).map { Int32($0 % 3 == 0 ? 1 : 0) }
        let data = try EventSequence(times: times, marks: marks, exposure: [try Exposure(start: 0, end: 90)])
        let forecast = try EventForecast(fit(.constant, [data], marks: ["a", "b"]), past: data, draws: 500)
        let probabilities = try forecast.nextMark()
        #expect(abs(probabilities[0] - 2.0 / 3) < 0.02 && abs(probabilities[0] + probabilities[1] - 1) < 1e-12)
    }

    /// Where nothing excites, parameters end at 0: they have no standard error, and forecasts stay finite.
    @Test func parametersAtZero() throws {
        var random = RandomStream(seed: 2)
        let data = try ConstantProcess(rates: [0.6, 0.2]).simulate([try Exposure(start: 0, end: 150)], random: &random)
        let model = try fit(.hawkes, [data], marks: ["a", "b"])
        for parameter in model.parameters {
            #expect(parameter.value.isFinite && (parameter.high ?? 0).isFinite, "\(parameter)")
        }
        let again = try FittedEvents(model.encoded())
        #expect(again.parameters == model.parameters)
        let forecast = try EventForecast(again, past: data, draws: 50)
        let counts = try forecast.counts(in: [try Exposure(start: 150, end: 160)])[0]
        #expect(counts.mean > 2 && counts.mean < 20)
        #expect(!HawkesProcess(baseline: [1, 1], branching: [[0.5, 0.6], [0.6, 0.5]], decay: 1).isStable)
        #expect(HawkesProcess(baseline: [1, 1], branching: [[0.5, 0.3], [0.6, 0.2]], decay: 1).isStable)
    }

    @Test func thePastIsRefused() throws {
        let data = try poisson(2, to: 50)
        let forecast = try EventForecast(fit(.constant, [data]), past: data)
        #expect(throws: EventError.self) { try forecast.survival(at: [49]) }
        #expect(throws: EventError.self) { try forecast.counts(in: [try Exposure(start: 49, end: 60)]) }
    }
}
