import Foundation
import Testing

@testable import TimeSeries

private func microseconds(_ text: String, _ format: TimeFormat = .iso8601, _ zone: String = "UTC") throws -> Int64 {
    var reader = TimeReader(format, timeZone: try #require(TimeZone(identifier: zone)))
    guard case .calendar(let value) = try reader.read(text) else { return .min }
    return value
}

@Suite struct TimeTextTests {
    /// `date -u -d TEXT +%s` of GNU coreutils 9.1.
    @Test(arguments: [
        ("1970-01-01", 0), ("2024-02-29T12:34:56Z", 1_709_210_096), ("1999-12-31 23:59:59", 946_684_799),
        ("2024-03-05T16:20+05:30", 1_709_635_800), ("1900-03-01", -2_203_891_200), ("0001-01-01", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("2024-03-05 16:20:00 -0800", 1_709_684_400),
    ])
    func isoTimesAgreeWithDate(_ text: String, _ seconds: Int64) throws {
        #expect(try microseconds(text) == seconds * 1_000_000)
    }

    @Test func fractionsAreExactToTheMicrosecond() throws {
        #expect(try microseconds("1970-01-01T00:00:00.000001Z") == 1)
        #expect(try microseconds("1970-01-01T00:00:00.123456000Z") == 123_456)
        #expect(throws: TimeError.self) { try microseconds("1970-01-01T00:00:00.1234567Z") }
        #expect(try microseconds("1700000000.25", .epoch(.seconds)) == 1_700_000_000_250_000)
        #expect(try microseconds("-0.000001", .epoch(.seconds)) == -1)
        #expect(try microseconds("1700000000123", .epoch(.milliseconds)) == 1_700_000_000_123_000)
        #expect(try microseconds("1700000000123456000", .epoch(.nanoseconds)) == 1_700_000_000_123_456)
        #expect(try microseconds("1.7e9", .epoch(.seconds)) == 1_700_000_000_000_000)
        #expect(throws: TimeError.self) { try microseconds("1700000000123456789", .epoch(.nanoseconds)) }
        #expect(throws: TimeError.self) { try microseconds("99999999999999999999", .epoch(.seconds)) }
    }

    @Test(arguments: [
        "2023-02-29", "2024-13-01", "2024-00-01", "0000-01-01", "2024-03-05T24:00:00Z", "2024-03-05T12:60",
        "05.03.2024",
        "2024-06-30T23:59:60Z", "2024-03-05T12", "2024-03-05T12:00:00+99:00", "", "now", "2024-03-05T12:00:00X",
    ])
    func whatIsNoTimeIsRefused(_ text: String) {
        #expect(throws: TimeError.self) { try microseconds(text) }
    }

    @Test func localTimesFollowTheirZone() throws {
        // Berlin put its clocks forward at 01:00 UTC on 2024-03-31 and back at 01:00 UTC on 2024-10-27.
        let berlin = "Europe/Berlin"
        #expect(try microseconds("2024-01-15 12:00", .iso8601, berlin) == microseconds("2024-01-15T11:00Z"))
        #expect(try microseconds("2024-07-15 12:00", .iso8601, berlin) == microseconds("2024-07-15T10:00Z"))
        #expect(try microseconds("2024-03-31 01:59:59", .iso8601, berlin) == microseconds("2024-03-31T00:59:59Z"))
        #expect(try microseconds("2024-03-31 03:00", .iso8601, berlin) == microseconds("2024-03-31T01:00Z"))
        #expect(try microseconds("2024-10-27 03:00", .iso8601, berlin) == microseconds("2024-10-27T02:00Z"))
        #expect(try microseconds("2024-10-27 02:30+01:00", .iso8601, berlin) == microseconds("2024-10-27T01:30Z"))
        for text in ["2024-03-31 02:30", "2024-10-27 02:30"] {
            #expect(throws: TimeError.self) { try microseconds(text, .iso8601, berlin) }
        }
    }

    @Test func patternsReadAndWrite() throws {
        let pattern = "%d.%m.%Y %H:%M:%S.%f"
        #expect(
            try microseconds("05.03.2024 16:20:01.25", .pattern(pattern)) == microseconds("2024-03-05T16:20:01.25Z"))
        #expect(try microseconds("05/03/24", .pattern("%d/%m/%y")) == microseconds("2024-03-05"))
        #expect(try microseconds("2024 065", .pattern("%Y %m%d")) == microseconds("2024-06-05"))
        #expect(throws: TimeError.self) { try microseconds("31.02.2024", .pattern("%d.%m.%Y")) }
        #expect(throws: TimeError.self) { try microseconds("05.03.2024 x", .pattern("%d.%m.%Y")) }
        let writer = TimeWriter(TimeStyle(format: .pattern(pattern)))
        #expect(
            writer.text(.calendar(microseconds: try microseconds("2024-03-05T16:20:01.25Z")))
                == "05.03.2024 16:20:01.250000")
    }

    @Test func timesArePrintedInTheFormTheyCameIn() throws {
        func again(_ text: String, _ format: TimeFormat, _ zone: String = "UTC") throws -> String {
            let style = TimeStyle(format: format, timeZone: zone, samples: [text])
            return TimeWriter(style).text(.calendar(microseconds: try microseconds(text, format, zone)))
        }
        for text in [
            "2024-03-05", "2024-03-05T16:20:00Z", "2024-03-05 16:20:00.5", "0001-01-01", "9999-12-31T23:59:59.999999Z",
        ] {
            #expect(try again(text, .iso8601) == text)
        }
        #expect(try again("2024-07-15 12:00:00", .iso8601, "Europe/Berlin") == "2024-07-15 12:00:00")
        #expect(
            try again("2024-10-27 02:30:00+01:00", .iso8601, "Europe/Berlin")
                == "2024-10-27 01:30:00Z".replacing(" ", with: "T"))
        for text in ["1700000000.25", "-3", "0"] { #expect(try again(text, .epoch(.seconds)) == text) }
        let ambiguous = TimeWriter(TimeStyle(format: .iso8601, timeZone: "Europe/Berlin"))
        #expect(
            ambiguous.text(.calendar(microseconds: try microseconds("2024-10-27T01:30Z")))
                == "2024-10-27T02:30:00+01:00")
    }

    @Test func civilDatesGoRoundEveryDay() {
        var before = CivilDate(dayNumber: -720_000)
        for number in stride(from: -719_999, to: 3_000_000, by: 1) {
            let date = CivilDate(dayNumber: number)
            guard date.dayNumber == number, date.isValid, date.day == before.day + 1 || date.day == 1 else {
                Issue.record("day \(number) is \(date)")
                return
            }
            before = date
        }
    }

    @Test(arguments: [
        ("90s", 90.0), ("15m", 900), ("6h", 21600), ("2d", 172_800), ("1w", 604_800), ("PT6H", 21600),
        ("P1DT12H30M", 131_400),
    ])
    func durations(_ text: String, _ seconds: Double) throws {
        #expect(try TimeSpan.parse(text, kind: .calendar) == seconds)
    }

    @Test(arguments: ["", "5", "-3d", "P1Y", "PT", "x", "P5", "nan"])
    func badDurations(_ text: String) {
        #expect(throws: TimeError.self) { try TimeSpan.parse(text, kind: .calendar) }
    }
}

@Suite struct DecimalNumberTests {
    private func parse(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
    }

    @Test(arguments: [
        "0", "-0.0", "1", "3.25", "0.1", "1e22", "1e-22", "123456789012345", "1234567890123456789",
        "0.30000000000000004",
        "5e-324", "1.7976931348623157e308", ".5", "5.", "+7", "00012.50", "2.2250738585072011e-308", "9007199254740993",
        "1e400", "-1e400", "1e-400", "0.000000000000000000000000000001", "12345678901234567890123",
    ])
    func numbersEqualTheStandardLibrarys(_ text: String) {
        #expect(parse(text) == strtod(text, nil))
    }

    @Test(arguments: ["", "-", ".", "e5", "1e", "1e+", "1x", "0x10", "1 ", "1,5", "--1", "1.2.3"])
    func whatIsNoNumberIsRefused(_ text: String) { #expect(parse(text) == nil) }

    @Test func wordsOfTheFloatingPointStandard() {
        #expect(parse("inf") == .infinity && parse("-Infinity") == -.infinity && parse("NaN")?.isNaN == true)
    }
}
