import Foundation

/// Reads times of one format and zone from bytes, exactly.
public struct TimeReader {
    /// The format read.
    public let format: TimeFormat
    private var zone: LocalZone

    /// Reads `format`; times without offset are told in `timeZone`.
    public init(_ format: TimeFormat, timeZone: TimeZone) {
        self.format = format
        zone = LocalZone(timeZone)
    }

    /// The moment that `bytes` tell.
    public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(TimeError) -> Moment {
        switch format {
        case .number:
            guard let number = DecimalNumber.parse(bytes) else { throw TimeError("is not a number") }
            guard number.isFinite else { throw TimeError("is not finite") }
            return .numeric(number)
        case .iso8601:
            let read = try ISO8601.read(bytes)
            return .calendar(microseconds: try read.hasOffset ? read.microseconds : zone.utc(read.microseconds))
        case .epoch(let unit): return .calendar(microseconds: try Self.epoch(bytes, unit))
        case .pattern(let pattern):
            let read = try TimePattern.read(String(decoding: bytes, as: UTF8.self), pattern)
            return .calendar(microseconds: try read.hasOffset ? read.microseconds : zone.utc(read.microseconds))
        }
    }

    /// The moment that `text` tells.
    public mutating func read(_ text: String) throws(TimeError) -> Moment {
        var copy = Array(text.utf8)
        var result: Result<Moment, TimeError> = .failure(TimeError("is empty"))
        copy.withUnsafeMutableBufferPointer { buffer in
            do throws(TimeError) {
                result = .success(try read(UnsafeBufferPointer(buffer)))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// A decimal count of units as whole microseconds, digit by digit.
    private static func epoch(_ bytes: UnsafeBufferPointer<UInt8>, _ unit: TimeFormat.EpochUnit) throws(TimeError)
        -> Int64
    {
        var index = 0
        var isNegative = false
        if let first = bytes.first, first == 0x2D || first == 0x2B {
            isNegative = first == 0x2D
            index = 1
        }
        var digits: [UInt8] = []
        var point: Int?
        while index < bytes.count {
            if bytes[index] == 0x2E, point == nil {
                point = digits.count
            } else if bytes[index] &- 0x30 < 10 {
                digits.append(bytes[index] &- 0x30)
            } else {
                guard let number = DecimalNumber.parse(bytes), number.isFinite else {
                    throw TimeError("is not a number")
                }
                // An exponent: exact while the microseconds are whole.
                let scaled = number * pow(10, Double(unit.exponent))
                guard abs(scaled) < 0x1p53 else { throw TimeError("is out of range") }
                guard scaled == scaled.rounded() else { throw TimeError("is finer than a microsecond") }
                return Int64(scaled)
            }
            index += 1
        }
        guard !digits.isEmpty else { throw TimeError("is not a number") }
        let whole = (point ?? digits.count) + unit.exponent
        var result: Int64 = 0
        for position in 0..<max(whole, digits.count) {
            let digit = position < digits.count ? digits[position] : 0
            guard position < whole else {
                if digit != 0 { throw TimeError("is finer than a microsecond; round it first") }
                continue
            }
            let (product, tooLarge) = result.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(Int64(digit))
            guard !tooLarge, !overflow else { throw TimeError("is out of range") }
            result = sum
        }
        guard result <= ISO8601.latest else { throw TimeError("is out of range: after the year 9999") }
        return isNegative ? -result : result
    }
}

/// Local time to UTC, with what is known of a day kept for its other times.
struct LocalZone {
    private let zone: TimeZone
    private let isUTC: Bool
    private var day = Int64.min
    private var offset: Int64?

    init(_ zone: TimeZone) {
        self.zone = zone
        isUTC = zone.secondsFromGMT() == 0 && zone.nextDaylightSavingTimeTransition(after: .distantPast) == nil
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// The UTC microseconds of local microseconds.
    mutating func utc(_ local: Int64) throws(TimeError) -> Int64 {
        if isUTC { return local }
        let today = ISO8601.floorDay(local) / 86_400_000_000
        let seconds = today * 86400 + (local - today * 86_400_000_000) / 1_000_000
        if today != day {
            day = today
            let before = offset(at: (today - 1) * 86400)
            let changes = stride(from: today * 86400 - 86400, through: today * 86400 + 2 * 86400, by: 3600)
                .contains { offset(at: $0) != before }
            offset = changes ? nil : before
        }
        if let offset { return local - offset * 1_000_000 }
        let candidates = Set([offset(at: seconds - 86400), offset(at: seconds + 86400)])
            .filter { offset(at: seconds - $0) == $0 }
        guard let first = candidates.first else {
            throw TimeError("does not exist in \(zone.identifier): the clock was put forward over it; give its offset")
        }
        guard candidates.count == 1 else {
            throw TimeError("occurs twice in \(zone.identifier): the clock was put back over it; give its offset")
        }
        return local - first * 1_000_000
    }
}
