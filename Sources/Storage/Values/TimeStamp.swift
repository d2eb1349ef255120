import Foundation
import TimeSeries

/// When a row was written, as stores keep it: ISO 8601 in UTC, always with three digits of a second, so that texts sort as times do.
package enum TimeStamp {
    /// The stamp of now.
    package static func now() -> String { text(milliseconds: Int64((Date().timeIntervalSince1970 * 1e3).rounded())) }

    /// The stamp of a number of milliseconds since 1970-01-01T00:00:00Z.
    static func text(milliseconds: Int64) -> String {
        let fraction = (milliseconds % 1000 + 1000) % 1000
        let second = Moment.calendar(microseconds: (milliseconds - fraction) * 1000).description
        return second.dropLast() + String(format: ".%03dZ", Int(fraction))
    }
}
