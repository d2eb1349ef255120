extension Double {
    /// A power of two near `size`: numbers of that size can be divided by it exactly, and then squared.
    static func binaryUnit(near size: Double) -> Double {
        size.isNormal ? Double(sign: .plus, exponent: min(max(size.exponent, -1000), 1000), significand: 1) : 1
    }
}
