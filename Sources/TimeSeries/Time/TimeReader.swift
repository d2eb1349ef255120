import Foundation

/// Reads times of one format and zone from text, exactly: to the microsecond, or as the nearest `Double`.
public struct TimeReader {
    /// The format of the texts.
    public let format: TimeFormat
    private var zone: LocalZone

    /// Creates a reader of `format`. Times without an offset are local times of `timeZone`.
    public init(_ format: TimeFormat, timeZone: TimeZone) {
        self.format = format
        zone = LocalZone(timeZone)
    }

    /// The moment in the UTF-8 text `bytes`.
    package mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(TimeError) -> Moment {
        switch format {
        case .number:
            guard let number = DecimalNumber.parse(bytes) else { throw .notNumber }
            guard number.isFinite else { throw .notFinite }
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

    /// The moment in `text`.
    ///
    /// - Throws: `TimeError` where `text` is not of the format, or its local time is skipped or ambiguous in the zone.
    public mutating func read(_ text: String) throws(TimeError) -> Moment {
        var copy = Array(text.utf8)
        var result: Result<Moment, TimeError> = .failure(.empty)
        copy.withUnsafeMutableBufferPointer { buffer in
            do throws(TimeError) {
                result = .success(try read(UnsafeBufferPointer(buffer)))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// A decimal count of units since 1970 in microseconds, computed on the digits: nothing is rounded.
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
                    throw .notNumber
                }
                // With an exponent: exact where the result is a whole number below 2⁵³.
                let scaled = number * pow(10, Double(unit.exponent))
                guard abs(scaled) < 0x1p53 else { throw .outOfRange }
                guard scaled == scaled.rounded() else { throw .tooFine }
                return Int64(scaled)
            }
            index += 1
        }
        guard !digits.isEmpty else { throw .notNumber }
        let whole = (point ?? digits.count) + unit.exponent
        var result: Int64 = 0
        for position in 0..<max(whole, digits.count) {
            let digit = position < digits.count ? digits[position] : 0
            guard position < whole else {
                if digit != 0 { throw .tooFine }
                continue
            }
            let (product, tooLarge) = result.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(Int64(digit))
            guard !tooLarge, !overflow else { throw .outOfRange }
            result = sum
        }
        guard result <= ISO8601.latest else { throw .afterLastYear }
        return isNegative ? -result : result
    }
}

/// Converts local time to UTC. Keeps the offset of the last day, as times mostly come day by day.
struct LocalZone {
    private let zone: TimeZone
    private let isUTC: Bool
    /// The day, since 1970, that `offset` is of.
    private var day = Int64.min
    /// The offset all through that day and its neighbours, `nil` where it changes.
    private var offset: Int64?

    init(_ zone: TimeZone) {
        self.zone = zone
        isUTC = zone.secondsFromGMT() == 0 && zone.nextDaylightSavingTimeTransition(after: .distantPast) == nil
    }

    /// Seconds that local time is ahead of UTC at `seconds` since 1970 in UTC.
    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// Microseconds in UTC of `local` microseconds.
    ///
    /// - Throws: `skipped` or `ambiguous` where the clock was put forward or back over the time.
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
            throw .skipped(zone: zone.identifier)
        }
        guard candidates.count == 1 else {
            throw .ambiguous(zone: zone.identifier)
        }
        return local - first * 1_000_000
    }
}
