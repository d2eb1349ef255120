import Foundation
import Testing
import TimeSeries

@testable import Continuum

/// At which times series are asked for.
@Suite struct PredictionTimesTests {
    private let berlin = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    private func moment(_ text: String) throws -> Moment {
        var reader = TimeReader(.iso8601, timeZone: berlin)
        return try reader.read(text)
    }

    private func times(
        _ times: PredictionTimes, _ first: Moment, _ last: Moment, _ kind: PredictionKind = .forecast
    ) throws -> [Moment] { try times.times(of: "a", first: first, last: last, kind: kind, steps: nil) }

    @Test func fixedStepsCountFromTheLastObservationOfEachSeries() throws {
        let every = PredictionTimes.every(step: .fixed(21600), until: nil, length: .fixed(43200))
        let last = try moment("2024-03-30 13:10:00")
        #expect(try times(every, last, last) == [last.advanced(by: 21600), last.advanced(by: 43200)])
        let plain = PredictionTimes.every(step: .fixed(2), until: .numeric(9.5), length: nil)
        #expect(try times(plain, .numeric(0), .numeric(4.5)) == [.numeric(6.5), .numeric(8.5)])
        #expect(try times(plain, .numeric(1), .numeric(6), .interpolation) == [1, 3, 5].map { .numeric($0) })
    }

    @Test func daysOfTheCalendarAreTheSameForAllSeries() throws {
        let step = TimeStep.calendar(CalendarStep(1, .day), berlin)
        let every = PredictionTimes.every(step: step, until: try moment("2024-04-02"), length: nil)
        for last in ["2024-03-30 13:10:00", "2024-03-30 23:59:59"] {
            #expect(
                try times(every, moment("2024-01-01"), moment(last))
                    == ["2024-03-31", "2024-04-01", "2024-04-02"].map { try moment($0) })
        }
        // A midnight that was observed is no forecast; amid observations it is asked.
        #expect(try times(every, moment("2024-03-31"), moment("2024-04-01")) == [moment("2024-04-02")])
        #expect(
            try times(every, moment("2024-03-31"), moment("2024-04-01"), .interpolation)
                == [moment("2024-03-31"), moment("2024-04-01")])
        let month = PredictionTimes.every(step: step, until: nil, length: .calendar(CalendarStep(1, .month), berlin))
        #expect(try times(month, moment("2024-01-01"), moment("2024-02-10 12:00:00")).count == 29)
    }

    @Test func alignedStepsAreMultiples() throws {
        func aligned(_ step: Double, _ last: Double, _ end: Double) throws -> [Double] {
            try times(
                .every(step: .fixed(step), until: .numeric(end), length: nil, isAligned: true), .numeric(-99),
                .numeric(last)
            ).map { $0.elapsed(since: .numeric(0)) }
        }
        #expect(try aligned(5, 11, 25) == [15, 20, 25] && aligned(5, 15, 25) == [20, 25])
        #expect(try aligned(0.1, 0.15, 0.7) == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
        #expect(try aligned(30, -95, -30) == [-90, -60, -30])
        let hours = PredictionTimes.every(step: .fixed(21600), until: nil, length: .fixed(43200), isAligned: true)
        let found = try times(hours, moment("2024-01-01"), moment("2024-01-05 13:10:00"))
        #expect(found == [try moment("2024-01-05 19:00:00"), try moment("2024-01-06 01:00:00")])
    }

    @Test func stepsWithoutEndOrNumberAreRefused() {
        #expect(throws: JobError.endlessSteps) {
            try times(.every(step: .fixed(1), until: nil, length: nil), .numeric(0), .numeric(1))
        }
        for isAligned in [false, true] {
            #expect(throws: JobError.self) {
                try times(
                    .every(step: .fixed(1e-9), until: .numeric(9e9), length: nil, isAligned: isAligned), .numeric(0),
                    .numeric(1))
            }
        }
    }
}

@Suite struct SensibleStepsTests {
    private func data(_ series: [[Moment]]) throws -> SeriesCollection {
        var builder = SeriesBuilder()
        for (index, times) in series.enumerated() {
            for (place, time) in times.enumerated() { builder["s\(index)"].append(time: time, ["x": Double(place)]) }
        }
        return try builder.build()
    }

    private func days(_ gap: Double, _ count: Int) -> [Moment] {
        (0..<count).map { .calendar(microseconds: Int64(1.6e15 + Double($0) * gap * 86400e6)) }
    }

    private func steps(_ series: [[Moment]], horizon: Double? = nil, isForecast: Bool = true) throws -> SensibleSteps {
        try #require(
            SensibleSteps(data(series), horizon: horizon, isForecast: isForecast, zone: .gmt))
    }

    @Test(arguments: [
        (1 / 24.0, 200, TimeStep.fixed(3600)), (1, 100, .calendar(CalendarStep(1, .day), .gmt)),
        (7, 200, .calendar(CalendarStep(1, .week), .gmt)), (30.4, 100, .calendar(CalendarStep(1, .month), .gmt)),
        (365, 100, .calendar(CalendarStep(1, .year), .gmt)), (1 / 1440.0, 100, .fixed(60)),
    ])
    func regularSeriesKeepTheirStep(_ gap: Double, _ count: Int, _ step: TimeStep) throws {
        let found = try steps([days(gap, count)])
        #expect(found.step == step && !found.isHorizonOfFit)
        #expect(abs(found.horizon - gap * Double(count - 1) * 86400 / 4) < 1)
    }

    @Test func stepsAreNeitherTooManyNorTooFew() throws {
        // A year of hours: 91 days of them would be 2,190 steps.
        #expect(try steps([days(1 / 24.0, 8760)]).step == .calendar(CalendarStep(1, .day), .gmt))
        // Eight visits half a year apart.
        #expect(try steps([days(180, 8)]).step == .calendar(CalendarStep(1, .month), .gmt))
        let patients = (0..<5).map { series in (0..<6).map { Moment.numeric(Double(350 * $0 + series)) } }
        #expect(try steps(patients).step == .fixed(100))
        #expect(try steps(patients, isForecast: false).step == .fixed(200))
    }

    @Test func theHorizonOfTheFitDecides() throws {
        let found = try steps([days(1, 100)], horizon: 20 * 86400)
        #expect(found.isHorizonOfFit && found.horizon == 20 * 86400)
    }

    @Test func oneTimeSuggestsNothing() throws {
        #expect(SensibleSteps(try data([days(1, 1)]), horizon: nil, isForecast: true, zone: .gmt) == nil)
    }
}
