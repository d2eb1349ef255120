import Foundation

/// How a data set writes its times, so that forecasts are printed in the form of the data.
public struct TimeStyle: Sendable, Hashable, Codable {
    /// The format of the texts.
    public var format: TimeFormat
    /// Whether ISO 8601 times are dates without a time of day.
    public var isDateOnly = false
    /// What is between date and time of day: `T` or a space.
    public var separator = "T"
    /// Whether times have an offset. If so they are printed in UTC with `Z`, else as local times.
    public var hasOffset = false
    /// The identifier of the zone of local times.
    public var timeZone = "UTC"

    /// Creates the style of texts such as `samples`, read as `format` in `timeZone`.
    public init(format: TimeFormat, timeZone: String = "UTC", samples: [String] = []) {
        self.format = format
        self.timeZone = timeZone
        guard format == .iso8601 else { return }
        let full = samples.filter { $0.utf8.count > 10 }
        isDateOnly = !samples.isEmpty && full.isEmpty
        if let first = full.first {
            let bytes = Array(first.utf8)
            separator = bytes[10] == 0x20 ? " " : "T"
            hasOffset = bytes.dropFirst(16).contains { $0 == 0x2B || $0 == 0x2D || $0 | 0x20 == 0x7A }
        }
    }
}

/// Writes times in the style of a data set.
public struct TimeWriter {
    /// The style of the texts.
    public let style: TimeStyle
    private let zone: TimeZone

    /// Creates a writer of `style`; an unknown zone is taken as UTC.
    public init(_ style: TimeStyle) {
        self.style = style
        zone = TimeZone(identifier: style.timeZone) ?? .gmt
    }

    /// The text of `moment`.
    public func text(_ moment: Moment) -> String {
        guard case .calendar(let microseconds) = moment else { return moment.description }
        switch style.format {
        case .number: return moment.description
        case .epoch(let unit): return Self.epoch(microseconds, unit)
        case .iso8601:
            if style.hasOffset { return moment.description }
            let local = local(microseconds)
            if style.isDateOnly, ISO8601.floorDay(local) == local { return ISO8601.date(local) }
            let text = "\(ISO8601.date(local))\(style.separator)\(ISO8601.time(local))"
            return text + suffix(microseconds)
        case .pattern(let pattern):
            return TimePattern.write(
                local(microseconds), pattern, offset: Int((local(microseconds) - microseconds) / 1_000_000))
        }
    }

    /// Microseconds of local time.
    private func local(_ microseconds: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(microseconds) / 1e6)
        return microseconds + Int64(zone.secondsFromGMT(for: date)) * 1_000_000
    }

    /// The offset, if the local time is ambiguous; else nothing.
    private func suffix(_ microseconds: Int64) -> String {
        var back = LocalZone(zone)
        if let same = try? back.utc(local(microseconds)), same == microseconds { return "" }
        let minutes = Int((local(microseconds) - microseconds) / 60_000_000)
        let text = String(abs(minutes) / 60 * 100 + abs(minutes) % 60)
        let padded = String(repeating: "0", count: max(0, 4 - text.count)) + text
        return "\(minutes < 0 ? "-" : "+")\(padded.prefix(2)):\(padded.suffix(2))"
    }

    /// The count of units since 1970, with as many decimals as it takes.
    private static func epoch(_ microseconds: Int64, _ unit: TimeFormat.EpochUnit) -> String {
        guard unit != .nanoseconds else { return "\(microseconds)000" }
        var scale: Int64 = 1
        for _ in 0..<unit.exponent { scale *= 10 }
        let whole = abs(microseconds) / scale
        let fraction = abs(microseconds) % scale
        let sign = microseconds < 0 ? "-" : ""
        guard fraction != 0 else { return "\(sign)\(whole)" }
        var digits = String(fraction)
        digits = String(repeating: "0", count: unit.exponent - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}
