import Foundation
import Testing

@testable import TimeSeries

/// Moments as text in a zone, to be compared with what a calendar on the wall says.
private struct Wall {
    let zone: TimeZone

    init(_ name: String) throws { zone = try #require(TimeZone(identifier: name)) }

    func moment(_ text: String) throws -> Moment {
        var reader = TimeReader(.iso8601, timeZone: zone)
        return try reader.read(text)
    }

    func text(_ moments: [Moment]) -> [String] {
        let writer = TimeWriter(
            TimeStyle(format: .iso8601, timeZone: zone.identifier, samples: ["2024-01-01 00:00:00"]))
        return moments.map(writer.text)
    }

    func grid(_ step: CalendarStep, _ first: String, _ last: String) throws -> [String] {
        text(CalendarGrid(step, in: zone).times(from: try moment(first), through: try moment(last)))
    }
}

@Suite struct CalendarGridTests {
    @Test func daysBeginAtMidnightWhateverTheClockDoes() throws {
        let berlin = try Wall("Europe/Berlin")
        let days = try berlin.grid(CalendarStep(1, .day), "2024-03-29 13:00:00", "2024-04-02 00:00:00")
        #expect(
            days == ["2024-03-30 00:00:00", "2024-03-31 00:00:00", "2024-04-01 00:00:00", "2024-04-02 00:00:00"])
        let moments = CalendarGrid(CalendarStep(1, .day), in: berlin.zone)
            .times(from: try berlin.moment("2024-03-30"), through: try berlin.moment("2024-04-02"))
        #expect(zip(moments.dropFirst(), moments).map { $0.elapsed(since: $1) / 3600 } == [24, 23, 24])
    }

    /// Clocks in Beirut go from 23:59:59 to 01:00; in Havana from 00:59:59 back to 00:00.
    @Test func midnightsThatAreSkippedOrTwice() throws {
        let beirut = try Wall("Asia/Beirut")
        #expect(
            try beirut.grid(CalendarStep(1, .day), "2024-03-30 00:00:00", "2024-04-01 00:00:00")
                == ["2024-03-30 00:00:00", "2024-03-31 01:00:00", "2024-04-01 00:00:00"])
        let havana = try Wall("America/Havana")
        let days = CalendarGrid(CalendarStep(1, .day), in: havana.zone)
            .times(from: try havana.moment("2024-11-02"), through: try havana.moment("2024-11-04"))
        #expect(zip(days.dropFirst(), days).map { $0.elapsed(since: $1) / 3600 } == [24, 25])
    }

    @Test func weeksBeginOnMondaysMonthsOnTheFirst() throws {
        let utc = try Wall("UTC")
        #expect(
            try utc.grid(CalendarStep(1, .week), "2024-02-26 00:00:00", "2024-03-12 00:00:00")
                == ["2024-02-26 00:00:00", "2024-03-04 00:00:00", "2024-03-11 00:00:00"])
        #expect(
            try utc.grid(CalendarStep(1, .month), "2023-12-01 00:00:01", "2024-03-01 00:00:00")
                == ["2024-01-01 00:00:00", "2024-02-01 00:00:00", "2024-03-01 00:00:00"])
        #expect(
            try utc.grid(CalendarStep(3, .month), "1968-12-31 00:00:00", "1969-08-01 00:00:00")
                == ["1969-01-01 00:00:00", "1969-04-01 00:00:00", "1969-07-01 00:00:00"])
        #expect(
            try utc.grid(CalendarStep(10, .year), "1855-01-01 00:00:00", "1880-01-01 00:00:00")
                == ["1860-01-01 00:00:00", "1870-01-01 00:00:00", "1880-01-01 00:00:00"])
        #expect(try utc.grid(CalendarStep(1, .year), "2024-01-02 00:00:00", "2024-12-31 00:00:00").isEmpty)
    }

    /// Days of 400 years against Foundation's calendar.
    @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
    func gridsAgreeWithFoundation(_ name: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        calendar.firstWeekday = 2
        let first = Date(timeIntervalSince1970: 946_684_800.5)
        let last = first.addingTimeInterval(2.5 * 365 * 86400)
        let components: [(CalendarStep, DateComponents)] = [
            (CalendarStep(1, .day), DateComponents(hour: 0)),
            (CalendarStep(1, .week), DateComponents(hour: 0, weekday: 2)),
            (CalendarStep(1, .month), DateComponents(day: 1, hour: 0)),
            (CalendarStep(1, .year), DateComponents(month: 1, day: 1, hour: 0)),
        ]
        for (step, parts) in components {
            var expected: [Moment] = []
            calendar.enumerateDates(startingAfter: first, matching: parts, matchingPolicy: .nextTime) { date, _, stop in
                guard let date, date <= last else {
                    stop = true
                    return
                }
                expected.append(.calendar(microseconds: Int64(date.timeIntervalSince1970 * 1e6)))
            }
            let grid = CalendarGrid(step, in: calendar.timeZone).times(
                from: try #require(first.moment), through: try #require(last.moment))
            #expect(grid == expected && grid.count >= 2, "\(step)")
        }
    }

    @Test func aStepKeepsTheTimeOfDayAndTheMonthsLength() throws {
        let berlin = try Wall("Europe/Berlin")
        func later(_ step: CalendarStep, _ text: String) throws -> String {
            berlin.text([try berlin.moment(text).advanced(by: .calendar(step, berlin.zone))])[0]
        }
        #expect(try later(CalendarStep(1, .day), "2024-03-30 12:00:00") == "2024-03-31 12:00:00")
        #expect(try later(CalendarStep(1, .month), "2024-01-31 06:30:00") == "2024-02-29 06:30:00")
        #expect(try later(CalendarStep(1, .year), "2024-02-29 00:00:00") == "2025-02-28 00:00:00")
        #expect(try later(CalendarStep(2, .week), "2024-12-25 00:00:00") == "2025-01-08 00:00:00")
        let day = try berlin.moment("2024-03-30 12:00:00")
        #expect(day.advanced(by: .fixed(86400)) > day.advanced(by: .calendar(CalendarStep(1, .day), berlin.zone)))
    }

    @Test(arguments: [
        ("1d", "1d"), ("13w", "13w"), ("3mo", "3mo"), ("1y", "1y"), ("P1M", "1mo"), ("P1Y6M", "18mo"), ("p2w", "2w"),
        ("P30D", "30d"),
    ])
    func calendarStepsAreRead(_ text: String, _ step: String) throws {
        let read = try TimeStep.parse(text, kind: .calendar, zone: .gmt)
        guard case .calendar(let found, _) = read else {
            Issue.record("\(text) is read as \(read)")
            return
        }
        #expect(found.description == step)
    }

    @Test(arguments: [
        ("24h", 86400), ("90s", 90), ("1m", 60), ("1.5d", 129_600), ("PT24H", 86400), ("P1DT12H", 129_600),
    ])
    func otherLengthsAreFixed(_ text: String, _ seconds: Double) throws {
        #expect(try TimeStep.parse(text, kind: .calendar, zone: .gmt) == .fixed(seconds))
        #expect(try TimeStep.parse("7", kind: .numeric, zone: .gmt) == .fixed(7))
    }

    @Test(arguments: ["0d", "1.5mo", "P0M", "P1Y1D", "mo", "-1d", "1D1", "99999999d99"])
    func whatIsNoLengthIsRefused(_ text: String) {
        #expect(throws: TimeError.self) { try TimeStep.parse(text, kind: .calendar, zone: .gmt) }
        #expect(throws: TimeError.self) { try TimeStep.parse("1mo", kind: .numeric, zone: .gmt) }
    }
}
