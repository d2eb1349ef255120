/// Reads lengths of time: `90s 15m 6h 2d 1w`, ISO 8601 (`PT6H`, `P1DT12H`), or a plain number.
public enum TimeSpan {
    /// The length of `text`: seconds in calendar data, the data's own unit (a plain number) in numeric data.
    public static func parse(_ text: String, kind: TimeKind) throws(TimeError) -> Double {
        let value: Double
        switch kind {
        case .numeric:
            guard let number = Double(text) else {
                throw TimeError("is not a plain number; the store's times are plain numbers, so are its durations")
            }
            value = number
        case .calendar: value = try seconds(text)
        }
        guard value.isFinite, value > 0 else { throw TimeError("is not a positive length of time") }
        return value
    }

    /// The length of `text` in seconds.
    public static func seconds(_ text: String) throws(TimeError) -> Double {
        if let first = text.first, first == "P" || first == "p" { return try iso(text.uppercased().dropFirst()) }
        guard let unit = text.last, let length = lengths[unit], let number = Double(text.dropLast()) else {
            throw TimeError("is not a duration (as in 90s, 15m, 6h, 2d, 1w or PT6H)")
        }
        return number * length
    }

    private static let lengths: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]

    private static func iso(_ text: Substring) throws(TimeError) -> Double {
        var total = 0.0
        var digits = ""
        var isTime = false
        var parts = 0
        for character in text {
            switch character {
            case "T" where !isTime && digits.isEmpty: isTime = true
            case "0"..."9", ".": digits.append(character)
            default:
                let unit: Double? =
                    switch (character, isTime) {
                    case ("W", false): 604_800
                    case ("D", false): 86400
                    case ("H", true): 3600
                    case ("M", true): 60
                    case ("S", true): 1
                    case ("Y", false), ("M", false):
                        throw TimeError("counts years or months, whose length varies; give days (as in P30D)")
                    default: nil
                    }
                guard let unit, let number = Double(digits) else {
                    throw TimeError("is not an ISO 8601 duration (as in P1DT12H)")
                }
                total += number * unit
                digits = ""
                parts += 1
            }
        }
        guard parts > 0, digits.isEmpty else { throw TimeError("is not an ISO 8601 duration (as in P1DT12H)") }
        return total
    }
}
