/// ISO 8601 dates and times from and to microseconds since 1970.
enum ISO8601 {
    /// 9999-12-31T23:59:59.999999Z.
    static let latest: Int64 = 253_402_300_799_999_999
    /// 0001-01-01T00:00:00Z.
    static let earliest: Int64 = -62_135_596_800_000_000

    /// Reads `YYYY-MM-DD`, optionally `T` or a space and `HH:MM[:SS[.fraction]]`, optionally `Z` or an offset.
    ///
    /// - Returns: microseconds in UTC if there is an offset, else in local time.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(TimeError) -> (microseconds: Int64, hasOffset: Bool) {
        let count = bytes.count
        guard count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D, let year = digits(bytes, 0, 4),
            let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2)
        else { throw .notISO8601 }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid, year >= 1 else { throw .notDate }
        var result = Int64(date.dayNumber) * 86_400_000_000
        if count == 10 { return (result, false) }
        guard bytes[10] == 0x54 || bytes[10] == 0x20 || bytes[10] == 0x74, count >= 16, bytes[13] == 0x3A,
            let hour = digits(bytes, 11, 2), let minute = digits(bytes, 14, 2)
        else { throw .notISO8601 }
        var index = 16
        var second = 0
        var fraction: Int64 = 0
        if index < count, bytes[index] == 0x3A {
            guard let value = digits(bytes, index + 1, 2) else { throw .missingSeconds }
            second = value
            index += 3
            if index < count, bytes[index] == 0x2E || bytes[index] == 0x2C {
                index += 1
                var place: Int64 = 100_000
                let begin = index
                while index < count, bytes[index] &- 0x30 < 10 {
                    let digit = Int64(bytes[index] &- 0x30)
                    if place == 0, digit != 0 { throw .tooFine }
                    fraction += digit * place
                    place /= 10
                    index += 1
                }
                guard index > begin else { throw .missingFraction }
            }
        }
        guard hour < 24, minute < 60 else { throw .notTimeOfDay }
        guard second < 60 else { throw .leapSecond }
        result += Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
        if index == count { return (result, false) }
        guard let offset = offset(bytes, index) else { throw .notOffset }
        return (result - offset * 1_000_000, true)
    }

    /// The seconds of `Z`, `±HH`, `±HHMM` or `±HH:MM`, after any spaces; `nil` for anything else.
    private static func offset(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int64? {
        var index = start
        let count = bytes.count
        while index < count, bytes[index] == 0x20 { index += 1 }
        guard index < count else { return nil }
        if bytes[index] | 0x20 == 0x7A { return index + 1 == count ? 0 : nil }
        guard bytes[index] == 0x2B || bytes[index] == 0x2D, let hours = digits(bytes, index + 1, 2) else { return nil }
        let sign: Int64 = bytes[index] == 0x2D ? -1 : 1
        index += 3
        var minutes = 0
        if index < count {
            if bytes[index] == 0x3A { index += 1 }
            guard let value = digits(bytes, index, 2) else { return nil }
            minutes = value
            index += 2
        }
        guard index == count, hours < 24, minutes < 60 else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60)
    }

    /// The number in `count` decimal digits from `start` on; `nil` where there are others.
    private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for index in start..<start + count {
            guard bytes[index] &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(bytes[index] &- 0x30)
        }
        return value
    }

    /// `YYYY-MM-DD`.
    static func date(_ microseconds: Int64) -> String {
        let day = CivilDate(dayNumber: Int(floorDay(microseconds) / 86_400_000_000))
        return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))"
    }

    /// `HH:MM:SS`, with a fraction of as many digits as it takes.
    static func time(_ microseconds: Int64) -> String {
        let within = Int(microseconds - floorDay(microseconds))
        let seconds = within / 1_000_000
        var text =
            "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if within % 1_000_000 != 0 {
            var fraction = padded(within % 1_000_000, 6)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += ".\(fraction)"
        }
        return text
    }

    /// The start of the day, in microseconds.
    static func floorDay(_ microseconds: Int64) -> Int64 {
        let day: Int64 = 86_400_000_000
        let quotient = microseconds / day
        return (microseconds % day < 0 ? quotient - 1 : quotient) * day
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension Moment: CustomStringConvertible {
    /// ISO 8601 in UTC, or the plain number.
    public var description: String {
        switch self {
        case .calendar(let microseconds): "\(ISO8601.date(microseconds))T\(ISO8601.time(microseconds))Z"
        case .numeric(let number): DecimalNumber.text(number)
        }
    }
}
