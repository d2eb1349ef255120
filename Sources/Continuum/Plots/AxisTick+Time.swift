import Foundation
import TimeSeries

extension AxisTick {
    /// Marks of an axis of time from `first` to `last`, so far apart that their labels neither touch nor repeat.
    ///
    /// Dates and times of day are those of `zone`. Below the first mark, and where it changes, stands the date or the year that the
    /// labels leave out.
    ///
    /// - Parameters:
    ///   - width: of the axis.
    ///   - character: width of a character, in the same unit.
    static func time(
        _ first: Moment, _ last: Moment, zone: TimeZone, width: Double, character: Double
    ) -> [AxisTick] {
        guard case .calendar(let begin) = first, case .calendar(let end) = last else {
            let (low, high) = (first.elapsed(since: .numeric(0)), last.elapsed(since: .numeric(0)))
            for most in stride(from: 10, to: 1, by: -1) {
                let ticks = linear(low, high, most: most)
                let widest = Double((ticks.map(\.label.count).max() ?? 0) + 3) * character
                if widest * (high - low) < gap(ticks) * width { return ticks }
            }
            return linear(low, high, most: 2)
        }
        let span = Double(end - begin) / 1e6
        for scale in TimeScale.all where scale.length / span * width >= Double(scale.characters + 4) * character {
            let clock = WallClock(zone)
            let times = scale.times(begin, end, clock)
            let near = Double(scale.characters(below: true) + 2) * character / width * span
            return zip(times, scale.labels(times, clock, near: near, end: end)).map {
                AxisTick(position: Double($0 - begin) / 1e6, label: $1)
            }
        }
        return []
    }

    private static func gap(_ ticks: [AxisTick]) -> Double {
        zip(ticks.dropFirst(), ticks).map { $0.position - $1.position }.min() ?? .infinity
    }
}

/// A distance between marks of time, and how they are labelled.
private struct TimeScale {
    /// Which part of date and time a label shows.
    enum Part {
        case second, minute, day, month, year
    }

    let step: TimeStep
    let part: Part

    /// Seconds.
    var length: Double { step.meanLength }

    static let all: [TimeScale] =
        [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map {
            TimeScale(step: .fixed($0), part: .second)
        }
        + [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200]
        .map { TimeScale(step: .fixed($0), part: .minute) }
        + [CalendarStep(1, .day), CalendarStep(2, .day), CalendarStep(1, .week), CalendarStep(2, .week)]
        .map { TimeScale(step: .calendar($0, .gmt), part: .day) }
        + [1, 3, 6].map { TimeScale(step: .calendar(CalendarStep($0, .month), .gmt), part: .month) }
        + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
        .map { TimeScale(step: .calendar(CalendarStep($0, .year), .gmt), part: .year) }

    /// Characters of a label.
    var characters: Int {
        switch part {
        case .second: length < 0.001 ? 13 : length < 1 ? 12 : 8
        case .minute: 5
        case .day: 5
        case .month: 7
        case .year: 4
        }
    }

    /// Characters of a label's second line.
    func characters(below: Bool) -> Int {
        switch part {
        case .second, .minute: 10
        case .day: 4
        case .month, .year: 0
        }
    }

    /// Marks from `begin` to `end`, microseconds since 1970.
    func times(_ begin: Int64, _ end: Int64, _ clock: WallClock) -> [Int64] {
        switch step {
        case .calendar(let step, _):
            return CalendarGrid(step, in: clock.zone)
                .times(from: .calendar(microseconds: begin), through: .calendar(microseconds: end))
                .compactMap { if case .calendar(let time) = $0 { time } else { nil } }
        case .fixed(let seconds):
            // By what the clocks show, so that marks stay on whole hours where these change.
            let apart = Int64((seconds * 1e6).rounded())
            let (low, high) = (clock.local(begin), clock.local(end))
            let first = low - ((low % apart) + apart) % apart
            let locals = stride(from: first, through: high + apart, by: Int64.Stride(apart))
            return Set(locals.map(clock.utc)).filter { (begin...end).contains($0) }.sorted()
        }
    }

    /// Labels of `times`; a second line is left out where another follows within `near` seconds, or half as near to `end`.
    func labels(_ times: [Int64], _ clock: WallClock, near: Double, end: Int64) -> [String] {
        let texts = times.map(clock.text)
        let upper = texts.map { date, time in
            switch part {
            case .second: time
            case .minute: String(time.prefix(5))
            case .day: String(date.suffix(5))
            case .month: String(date.prefix(7))
            case .year: String(date.prefix(4))
            }
        }
        let lower = texts.map { date, _ in
            switch part {
            case .second, .minute: date
            case .day: String(date.prefix(4))
            case .month, .year: ""
            }
        }
        return times.indices.map { index in
            guard !lower[index].isEmpty, index == 0 || lower[index] != lower[index - 1] else { return upper[index] }
            if index > 0, Double(end - times[index]) / 1e6 < near / 2 { return upper[index] }
            let next = times.indices.first { $0 > index && lower[$0] != lower[index] }
            if let next, Double(times[next] - times[index]) / 1e6 < near { return upper[index] }
            return upper[index] + "\n" + lower[index]
        }
    }
}
