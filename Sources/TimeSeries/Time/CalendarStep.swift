import Foundation

/// A number of days, weeks, months or years of the calendar, whose lengths in seconds differ.
public struct CalendarStep: Sendable, Hashable {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        case day = "d"
        case week = "w"
        case month = "mo"
        case year = "y"
    }

    /// How many, at least 1.
    public let count: Int
    /// What is counted.
    public let unit: Unit

    /// A step of `count` units.
    ///
    /// - Precondition: `count` is from 1 to 1,000,000.
    public init(_ count: Int, _ unit: Unit) {
        precondition((1...1_000_000).contains(count), "a step of \(count) \(unit)")
        self.count = count
        self.unit = unit
    }

    /// Seconds of a step, the mean over 400 years.
    public var meanLength: Double {
        let days: Double =
            switch unit {
            case .day: 1
            case .week: 7
            case .month: 146_097 / 4800
            case .year: 146_097 / 400
            }
        return Double(count) * days * 86400
    }

    /// The step in `text`, as `1d`, `2w`, `3mo`, `1y`, `P1M` or `P1Y6M`; `nil` for any other text.
    init?(_ text: String) {
        if let iso = Self.iso(text.uppercased()) {
            self = iso
            return
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), (1...1_000_000).contains(count),
            let unit = Unit(rawValue: String(text.dropFirst(digits.count)))
        else { return nil }
        self.init(count, unit)
    }

    private static func iso(_ text: String) -> CalendarStep? {
        guard let match = text.wholeMatch(of: /P(?:(\d{1,5})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?/) else {
            return nil
        }
        func number(_ digits: Substring?) -> Int { digits.flatMap { Int($0) } ?? 0 }
        let (years, months) = (number(match.1), number(match.2))
        let parts: [(Int, Unit)] = [
            months == 0 ? (years, .year) : (12 * years + months, .month), (number(match.3), .week),
            (number(match.4), .day),
        ].filter { $0.0 > 0 }
        // Several parts would be steps of two kinds.
        guard parts.count == 1, parts[0].0 <= 1_000_000 else { return nil }
        return CalendarStep(parts[0].0, parts[0].1)
    }
}

extension CalendarStep: CustomStringConvertible {
    /// `1d`, `2w`, `3mo`, `1y`
    public var description: String { "\(count)\(unit.rawValue)" }
}
