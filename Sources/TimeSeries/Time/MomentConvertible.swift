import Foundation

/// A value that says a point in time: a `Moment`, a `Date`, or a plain number.
public protocol MomentConvertible {
    /// The moment, or `nil` where the value lies outside of what can be told: a `Date` outside of the years 1 to 9999, or a number
    /// that is not finite.
    var moment: Moment? { get }
}

extension Moment: MomentConvertible {
    /// The moment itself, if it is a finite number or within the years 1 to 9999.
    public var moment: Moment? {
        switch self {
        case .calendar(let microseconds):
            (ISO8601.earliest...ISO8601.latest).contains(microseconds) ? self : nil
        case .numeric(let number): number.moment
        }
    }
}

extension Date: MomentConvertible {
    /// The date, rounded to the microsecond.
    public var moment: Moment? {
        let microseconds = (timeIntervalSince1970 * 1e6).rounded()
        guard abs(microseconds) < 0x1p62 else { return nil }
        return Moment.calendar(microseconds: Int64(microseconds)).moment
    }
}

extension Double: MomentConvertible {
    /// The number as a plain time. Negative zero becomes zero, as in a store.
    public var moment: Moment? { isFinite ? .numeric(self + 0) : nil }
}

extension Int: MomentConvertible {
    /// The number as a plain time.
    public var moment: Moment? { .numeric(Double(self)) }
}
