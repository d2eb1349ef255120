import Foundation
import Testing
import TimeSeries

@testable import Continuum

@Suite struct AxisTickTests {
    /// Whether labels of an axis `width` wide neither touch, each line by itself.
    private func collides(_ ticks: [AxisTick], _ span: Double, width: Double, character: Double) -> Bool {
        for line in 0..<2 {
            var end = -Double.infinity
            for tick in ticks {
                let lines = tick.label.split(separator: "\n")
                guard line < lines.count else { continue }
                let half = Double(lines[line].count) * character / 2
                let middle = tick.position / span * width
                if middle - half < end + 0.5 * character { return true }
                end = middle + half
            }
        }
        return false
    }

    @Test(arguments: [480.0, 900], ["UTC", "Europe/Berlin", "Asia/Kolkata"])
    func datesNeitherTouchNorRepeat(_ width: Double, _ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        // From two milliseconds to ten thousand years, in steps of a third.
        var span = 0.002
        while span < 3.1e11 {
            let first: Int64 = span > 1e9 ? -60_000_000_000_000_000 : 1_711_700_123_456_789
            let last = first + Int64(span * 1e6)
            let ticks = AxisTick.time(
                .calendar(microseconds: first), .calendar(microseconds: last), zone: zone, width: width, character: 7.6)
            #expect(ticks.count >= (width > 600 ? 2 : 1) && ticks.count <= 16, "\(span): \(ticks.map(\.label))")
            #expect(!collides(ticks, span, width: width, character: 7.6), "\(span): \(ticks)")
            let places = ticks.map(\.position)
            #expect(places == places.sorted() && places.allSatisfy { $0 >= 0 && $0 <= span })
            // A label tells its time together with the second line before it.
            var second = ""
            let told = ticks.map { tick -> String in
                let lines = tick.label.split(separator: "\n").map(String.init)
                if lines.count > 1 { second = lines[1] }
                return lines[0] + second
            }
            let isClock = ticks.first?.label.contains(":") ?? false
            // Clocks are put back once a year, when an hour's labels occur twice.
            #expect(isClock || Set(told).count == told.count, "\(span): \(told)")
            span *= 1.37
        }
    }

    @Test func labelsAreDatesOfTheZone() throws {
        func labels(_ first: String, _ last: String, _ zone: String) throws -> [String] {
            let zone = try #require(TimeZone(identifier: zone))
            var reader = TimeReader(.iso8601, timeZone: zone)
            return AxisTick.time(try reader.read(first), try reader.read(last), zone: zone, width: 800, character: 7.6)
                .map { $0.label.replacing("\n", with: " ") }
        }
        #expect(try labels("1958-03-29", "2001-12-29", "UTC") == (0..<9).map { "\(1960 + 5 * $0)" })
        #expect(
            try labels("2024-01-20", "2025-03-01", "UTC")
                == ["2024-04", "2024-07", "2024-10", "2025-01"])
        #expect(
            try labels("2024-03-30T12:00", "2024-04-01T12:00", "Europe/Berlin")
                == [
                    "12:00 2024-03-30", "18:00", "00:00 2024-03-31", "06:00", "12:00", "18:00", "00:00 2024-04-01",
                    "06:00",
                    "12:00",
                ])
        #expect(try labels("2023-12-20", "2024-01-20", "UTC") == ["12-25 2023", "01-01 2024", "01-08", "01-15"])
    }

    @Test func numbersAreRoundAndDistinct() {
        #expect(AxisTick.linear(0, 10, most: 6).map(\.label) == ["0", "2", "4", "6", "8", "10"])
        #expect(
            AxisTick.linear(-0.3, 0.3, most: 7).map(\.label) == ["-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"])
        #expect(AxisTick.linear(4e6, 1.4e7, most: 4).map(\.label) == ["5e6", "1.0e7"])
        var low = 1e-12
        while low < 1e14 {
            for (a, b) in [(0, low), (low, low * 1.5), (1000 * low, 1000.01 * low), (-low, 3 * low)] {
                let ticks = AxisTick.linear(a, b, most: 6)
                #expect(ticks.count >= 2 && ticks.count <= 6, "\(a) to \(b): \(ticks)")
                #expect(Set(ticks.map(\.label)).count == ticks.count)
                #expect(ticks.allSatisfy { $0.position >= a - 1e-9 * (b - a) && $0.position <= b + 1e-9 * (b - a) })
                for tick in ticks {
                    let told = Double(tick.label) ?? .nan
                    #expect(abs(told - tick.position) <= 1e-12 * abs(tick.position), "\(tick)")
                }
            }
            low *= 7.3
        }
    }

    @Test func logarithmicMarksSpanTheirDecades() {
        #expect(AxisTick.logarithmic(0.5, 40, most: 7).map(\.label) == ["0.5", "1", "2", "5", "10", "20"])
        #expect(AxisTick.logarithmic(0.9, 2000, most: 6).map(\.label) == ["1", "10", "100", "1000"])
        #expect(AxisTick.logarithmic(1e-6, 1e6, most: 5).count <= 5)
        #expect(AxisTick.logarithmic(90, 140, most: 6).map(\.label) == ["90", "100", "110", "120", "130", "140"])
    }
}
