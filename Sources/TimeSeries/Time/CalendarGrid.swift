import Foundation

/// The times that a step of the calendar marks in a zone, the same whatever is between: midnights, Mondays, firsts of a month, New
/// Years.
///
/// Steps of several units are counted from one fixed time: days from 1970-01-01, weeks from the Monday before it, months and
/// years from year 0, so that steps of three months begin in January, April, July and October. Where the clock is put forward
/// over midnight, a day begins with its first moment; where it is put back over midnight, with the earlier one.
public struct CalendarGrid: Sendable {
    /// The distance between neighbours.
    public let step: CalendarStep
    /// The zone whose midnights count.
    public let zone: TimeZone

    private var clock: WallClock { WallClock(zone) }

    /// The grid of `step` in `zone`.
    public init(_ step: CalendarStep, in zone: TimeZone) {
        self.step = step
        self.zone = zone
    }

    /// The first time of the grid after `microseconds` since 1970, or at it where `isIncluded`.
    private func index(after microseconds: Int64, isIncluded: Bool) -> Int {
        var index = index(of: microseconds)
        // The day's first moment may lie at most a day from where its date says.
        while time(index) > microseconds { index -= 1 }
        while isIncluded ? time(index) < microseconds : time(index) <= microseconds { index += 1 }
        return index
    }

    /// The times from `first` to `last`, both included unless `isFirstIncluded` is false.
    ///
    /// - Precondition: both are calendar moments.
    /// - Complexity: O(times).
    public func times(from first: Moment, through last: Moment, isFirstIncluded: Bool = true) -> [Moment] {
        guard case .calendar(let begin) = first, case .calendar(let end) = last else {
            preconditionFailure("a grid of the calendar from \(first) to \(last)")
        }
        var index = index(after: begin, isIncluded: isFirstIncluded)
        var times: [Moment] = []
        while case let time = time(index), time <= end {
            times.append(.calendar(microseconds: time))
            index += 1
        }
        return times
    }

    /// The moment one step of the calendar after `moment`, at the same time of day; the last of its month where that has no such
    /// day.
    ///
    /// - Precondition: `moment` is a calendar moment.
    public func advanced(_ moment: Moment) -> Moment {
        guard case .calendar(let microseconds) = moment else { preconditionFailure("no calendar has \(moment)") }
        let local = clock.local(microseconds)
        let midnight = ISO8601.floorDay(local)
        let today = Int(midnight / WallClock.day)
        var date = CivilDate(dayNumber: today)
        switch step.unit {
        case .day: date = CivilDate(dayNumber: today + step.count)
        case .week: date = CivilDate(dayNumber: today + 7 * step.count)
        case .month, .year:
            let months = date.year * 12 + date.month - 1 + step.count * (step.unit == .year ? 12 : 1)
            date.year = months / 12
            date.month = months % 12 + 1
            date.day = min(date.day, CivilDate.days(year: date.year, month: date.month))
        }
        return .calendar(microseconds: clock.utc(Int64(date.dayNumber) * WallClock.day + (local - midnight)))
    }

    /// The number of the step that the date of `microseconds` lies in.
    private func index(of microseconds: Int64) -> Int {
        let today = Int(ISO8601.floorDay(clock.local(microseconds)) / WallClock.day)
        let number: Int
        switch step.unit {
        case .day: number = today
        case .week: number = Self.quotient(today + 3, 7)
        case .month:
            let date = CivilDate(dayNumber: today)
            number = date.year * 12 + date.month - 1
        case .year: number = CivilDate(dayNumber: today).year
        }
        return Self.quotient(number, step.count)
    }

    /// The time at which step `index` begins, in microseconds since 1970.
    private func time(_ index: Int) -> Int64 {
        let number = index * step.count
        let day =
            switch step.unit {
            case .day: number
            case .week: 7 * number - 3
            case .month:
                CivilDate(year: Self.quotient(number, 12), month: number - 12 * Self.quotient(number, 12) + 1, day: 1)
                    .dayNumber
            case .year: CivilDate(year: number, month: 1, day: 1).dayNumber
            }
        return clock.utc(Int64(day) * WallClock.day)
    }

    /// The greatest whole number of at most a / b.
    private static func quotient(_ a: Int, _ b: Int) -> Int { (a - ((a % b) + b) % b) / b }
}
