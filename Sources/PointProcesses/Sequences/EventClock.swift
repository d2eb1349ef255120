import TimeSeries

/// How a data set's times become model times: days since a Monday's midnight (UTC) for calendar data, the data's own numbers
/// otherwise. Rates are per day, or per unit of the data's time.
public struct EventClock: Sendable, Hashable, Codable {
    /// Kind of the data's time.
    public let kind: TimeKind
    /// Microseconds of model time 0; 0 for numeric data.
    public let origin: Int64

    private static let day: Int64 = 86_400_000_000

    /// Chooses the clock of `collection`.
    public init(_ collection: EventCollection) {
        kind = collection.times.kind
        guard case .calendar(let times) = collection.times else {
            origin = 0
            return
        }
        let starts = collection.windows.flatMap { $0 }.compactMap { window -> Int64? in
            guard case .calendar(let start) = window.start else { return nil }
            return start
        }
        let earliest = min(times.min() ?? .max, starts.min() ?? .max)
        let first = earliest == .max ? 0 : earliest
        // 1970-01-01 was a Thursday: Mondays stand three days before whole weeks.
        let shifted = first + 3 * Self.day
        let week = 7 * Self.day
        let weeks = shifted >= 0 ? shifted / week : (shifted - week + 1) / week
        origin = weeks * week - 3 * Self.day
    }

    /// Seconds (calendar) or data units (numeric) in a unit of model time.
    public var unit: Double { kind == .calendar ? 86400 : 1 }

    /// What a rate counts by.
    public var rateUnit: String { kind == .calendar ? "per day" : "per unit of time" }

    /// The model time of `moment`.
    public func time(_ moment: Moment) -> Double {
        switch moment {
        case .calendar(let microseconds): Double(microseconds - origin) / 8.64e10
        case .numeric(let number): number
        }
    }

    /// The moment at model time `time`, to the microsecond.
    public func moment(_ time: Double) -> Moment {
        guard kind == .calendar else { return .numeric(time) }
        let microseconds = (time * 8.64e10).rounded()
        return .calendar(microseconds: origin + Int64(max(-9e17, min(9e17, microseconds))))
    }
}

extension EventClock {
    /// The sequences of `collection` in model time, marks numbered by `marks`.
    ///
    /// - Returns: one sequence for each series with events or windows; the names of those without windows, whose exposure is
    ///   taken to be the span of their events.
    /// - Throws: for events outside their windows; where a series without windows has events at one time only.
    public func sequences(
        _ collection: EventCollection, marks: [String]
    ) throws(EventError) -> (sequences: [EventSequence], withoutWindow: [String]) {
        var number: [Int32?] = []
        for name in collection.marks { number.append(marks.firstIndex(of: name).map(Int32.init)) }
        var found: [EventSequence] = []
        var without: [String] = []
        for index in 0..<collection.count {
            let events = collection.events(of: index)
            let kept = events.filter { number[Int(collection.mark[$0])] != nil }
            let times = kept.map { time(collection.times[$0]) }
            var exposure: [Exposure] = []
            for window in collection.windows[index] {
                exposure.append(try Exposure(start: time(window.start), end: time(window.end)))
            }
            if exposure.isEmpty {
                guard let first = times.first, let last = times.last else { continue }
                guard first < last else {
                    throw .tooLittleData(.noExposure(series: collection.names[index]))
                }
                exposure = [try Exposure(start: first, end: last)]
                without.append(collection.names[index])
            }
            found.append(
                try EventSequence(
                    name: collection.names[index], times: times,
                    marks: kept.map { number[Int(collection.mark[$0])] ?? 0 }, exposure: exposure))
        }
        return (found, without)
    }
}
