import Foundation
import TimeSeries

/// Numbers and lengths of time for the eye.
public enum ShownText {
    /// A whole number as it is, any other with six digits.
    public static func number(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e7
            ? DecimalNumber.text(number) : String(format: "%.6g", number)
    }

    /// A number with `count` digits.
    static func digits(_ number: Double, _ count: Int) -> String { String(format: "%.\(count)g", number) }

    /// A share as a percentage with one digit behind the point.
    static func percent(_ share: Double) -> Double { (1000 * share).rounded() / 10 }

    /// Seconds in the largest unit that keeps them short; plain numbers as they are.
    public static func duration(_ value: Double, _ kind: TimeKind) -> String {
        guard kind == .calendar else { return number(value) }
        for (length, unit) in [(604_800.0, "w"), (86400, "d"), (3600, "h"), (60, "m")] where value >= length {
            let count = value / length
            if count == count.rounded() || unit != "w" { return number((count * 100).rounded() / 100) + unit }
        }
        return number(value) + "s"
    }
}
