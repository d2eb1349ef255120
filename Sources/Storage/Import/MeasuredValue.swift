/// A value and what is known of its measurement error: two are equal where both agree.
package struct MeasuredValue: Sendable, Hashable {
    /// The value, finite.
    package var value: Double
    /// Standard deviation of the value's measurement error, at least 0; NaN where it is not known.
    package var error: Double

    @inlinable
    package init(value: Double, error: Double) {
        self.value = value
        self.error = error
    }

    @inlinable
    package static func == (a: MeasuredValue, b: MeasuredValue) -> Bool {
        a.value == b.value && (a.error == b.error || a.error.isNaN && b.error.isNaN)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(error.isNaN ? .nan : error)
    }
}
