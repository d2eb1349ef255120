import Storage

/// The mean of the values met at one series, variable and time, and of their measurement errors: none where one has none.
struct MeasuredMean {
    private var sum: MeasuredValue
    private var count = 1.0

    init(_ first: MeasuredValue) { sum = first }

    mutating func add(_ other: MeasuredValue) {
        sum.value += other.value
        // What is not known is not a number, nor is a sum with it.
        sum.error += other.error
        count += 1
    }

    var value: MeasuredValue { MeasuredValue(value: sum.value / count, error: sum.error / count) }

    /// Whether the mean is `other`, but for rounding.
    func isRounded(_ other: MeasuredValue) -> Bool {
        func isRounded(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-14 * abs(b) || a.isNaN && b.isNaN }
        return isRounded(value.value, other.value) && isRounded(value.error, other.error)
    }
}
