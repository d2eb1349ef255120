import Foundation

/// Decimal numbers from and to text, correctly rounded.
package enum DecimalNumber {
    /// Powers of ten that a `Double` holds exactly.
    private static let powers: [Double] = (0...22).map { exponent in
        var power = 1.0
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// The number in `bytes`, or `nil` where they are no number. `inf`, `infinity` and `nan` are numbers, in any case.
    ///
    /// Up to 15 digits with an exponent of at most 22 take one correctly rounded operation (Clinger 1990, "How to Read Floating
    /// Point Numbers Accurately"); the rest goes to `strtod`.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        var index = 0
        let count = bytes.count
        var isNegative = false
        if base[0] == 0x2D || base[0] == 0x2B {
            isNegative = base[0] == 0x2D
            index = 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var seen = 0
        var exponent = 0
        while index < count, base[index] &- 0x30 < 10 {
            if digits < 19 {
                mantissa = mantissa &* 10 &+ UInt64(base[index] &- 0x30)
                if mantissa > 0 { digits += 1 }
            } else {
                digits += 1
            }
            seen += 1
            index += 1
        }
        if index < count, base[index] == 0x2E {
            index += 1
            while index < count, base[index] &- 0x30 < 10 {
                if digits < 19 {
                    mantissa = mantissa &* 10 &+ UInt64(base[index] &- 0x30)
                    if mantissa > 0 { digits += 1 }
                    exponent -= 1
                } else {
                    digits += 1
                }
                seen += 1
                index += 1
            }
        }
        guard seen > 0 else { return word(bytes) }
        if index < count, base[index] | 0x20 == 0x65 {
            index += 1
            var isNegativeExponent = false
            if index < count, base[index] == 0x2D || base[index] == 0x2B {
                isNegativeExponent = base[index] == 0x2D
                index += 1
            }
            guard index < count else { return nil }
            var written = 0
            while index < count, base[index] &- 0x30 < 10 {
                written = min(written * 10 + Int(base[index] &- 0x30), 100_000)
                index += 1
            }
            exponent += isNegativeExponent ? -written : written
        }
        guard index == count else { return nil }
        if digits <= 15, exponent >= -22, exponent <= 22 {
            let number = Double(mantissa)
            let value = exponent < 0 ? number / powers[-exponent] : number * powers[exponent]
            return isNegative ? -value : value
        }
        return slow(bytes)
    }

    /// Infinities and NaN.
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "nan", "+nan", "-nan": .nan
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        default: nil
        }
    }

    private static func slow(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        var text = Array(bytes)
        text.append(0)
        return text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { pointer in pointer.baseAddress.map { strtod($0, nil) } }
        }
    }

    /// The shortest text that reads back as `value`; whole numbers without a fraction.
    package static func text(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return value == 0 ? "0" : String(Int64(value)) }
        return "\(value)"
    }
}
