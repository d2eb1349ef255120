import CTime
import Foundation

/// `strptime` and `strftime` of the C library, with fractions of a second (`%f`).
enum TimePattern {
    /// Reads `text` by `pattern`: microseconds of local time, or of UTC where the text has an offset (`%z`).
    static func read(_ text: String, _ pattern: String) throws(TimeError) -> (microseconds: Int64, hasOffset: Bool) {
        var fields = tm()
        fields.tm_mday = 1
        fields.tm_year = 70
        fields.tm_gmtoff = .min
        var rest = Substring(text)
        var fraction: Int64 = 0
        for (index, part) in pattern.components(separatedBy: "%f").enumerated() {
            if index > 0 {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard !digits.isEmpty, let value = Int64(digits.prefix(6)) else {
                    throw .noFraction(pattern: pattern)
                }
                guard digits.dropFirst(6).allSatisfy({ $0 == "0" }) else {
                    throw .tooFine
                }
                fraction = value
                for _ in digits.count..<max(6, digits.count) { fraction *= 10 }
                rest = rest.dropFirst(digits.count)
            }
            guard !part.isEmpty else { continue }
            let source = String(rest)
            let used = source.withCString { start in
                strptime(start, part, &fields).map { UnsafePointer($0) - start }
            }
            guard let used else { throw .mismatch(pattern: pattern) }
            rest = Substring(String(decoding: source.utf8.dropFirst(used), as: UTF8.self))
        }
        guard rest.allSatisfy(\.isWhitespace) else { throw .surplus(pattern: pattern) }
        let date = CivilDate(
            year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday))
        guard date.isValid, date.year >= 1, date.year <= 9999 else { throw .notDate }
        guard fields.tm_sec < 60 else { throw .leapSecond }
        let seconds =
            Int64(date.dayNumber) * 86400 + Int64(fields.tm_hour) * 3600 + Int64(fields.tm_min) * 60
            + Int64(fields.tm_sec)
        let hasOffset = fields.tm_gmtoff != .min && pattern.contains("%z")
        return ((seconds - (hasOffset ? Int64(fields.tm_gmtoff) : 0)) * 1_000_000 + fraction, hasOffset)
    }

    /// Writes `local` microseconds by `pattern`; `offset` is what `%z` prints, in seconds.
    static func write(_ local: Int64, _ pattern: String, offset: Int) -> String {
        let day = ISO8601.floorDay(local)
        let date = CivilDate(dayNumber: Int(day / 86_400_000_000))
        let within = Int((local - day) / 1_000_000)
        var fields = tm()
        fields.tm_year = Int32(date.year - 1900)
        fields.tm_mon = Int32(date.month - 1)
        fields.tm_mday = Int32(date.day)
        fields.tm_hour = Int32(within / 3600)
        fields.tm_min = Int32(within / 60 % 60)
        fields.tm_sec = Int32(within % 60)
        fields.tm_gmtoff = offset
        let dayNumber = date.dayNumber
        fields.tm_wday = Int32(((dayNumber + 4) % 7 + 7) % 7)
        fields.tm_yday = Int32(dayNumber - CivilDate(year: date.year, month: 1, day: 1).dayNumber)
        let fraction = Int((local - day) % 1_000_000)
        let digits = String(fraction)
        let filled = pattern.replacingOccurrences(
            of: "%f", with: String(repeating: "0", count: 6 - digits.count) + digits)
        var buffer = [CChar](repeating: 0, count: 256)
        let written = strftime(&buffer, buffer.count, filled, &fields)
        return String(decoding: buffer.prefix(written).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
