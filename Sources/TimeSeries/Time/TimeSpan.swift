/// Reads lengths of time: `90s`, `15m`, `6h`, `2d`, `1w`, ISO 8601 (`PT6H`, `P1DT12H`), or a plain number.
package enum TimeSpan {
    /// The length in `text`, positive: in seconds for calendar times, a plain number in the data's own unit for numeric ones.
    package static func parse(_ text: String, kind: TimeKind) throws(TimeError) -> Double {
        let value: Double
        switch kind {
        case .numeric:
            guard let number = Double(text) else {
                throw .notPlainDuration
            }
            value = number
        case .calendar: value = try seconds(text)
        }
        guard value.isFinite, value > 0 else { throw .notPositive }
        return value
    }

    /// The length in `text`, in seconds; zero and negative numbers of units are read as such.
    package static func seconds(_ text: String) throws(TimeError) -> Double {
        if let first = text.first, first == "P" || first == "p" { return try iso(text.uppercased().dropFirst()) }
        guard let unit = text.last, let length = lengths[unit], let number = Double(text.dropLast()) else {
            throw .notDuration
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
                        throw .variableDuration
                    default: nil
                    }
                guard let unit, let number = Double(digits) else {
                    throw .notISO8601Duration
                }
                total += number * unit
                digits = ""
                parts += 1
            }
        }
        guard parts > 0, digits.isEmpty else { throw .notISO8601Duration }
        return total
    }
}
