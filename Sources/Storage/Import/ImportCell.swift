import TimeSeries

/// One observation on its way into a store.
package struct ImportCell: Sendable {
    /// Number of the series.
    package var series: Int32
    /// Number of the variable.
    package var variable: Int32
    /// Microseconds since 1970, or the key of a plain number: see `key(_:)`.
    package var time: Int64
    /// The value, finite.
    package var value: Double
    /// Standard deviation of the value's measurement error, at least 0; NaN where it is not known.
    package var error: Double
    /// Row of the batch.
    package var row: Int32

    @inlinable
    package init(series: Int32, variable: Int32, time: Int64, value: Double, error: Double = .nan, row: Int32) {
        self.series = series
        self.variable = variable
        self.time = time
        self.value = value
        self.error = error
        self.row = row
    }

    /// The value and its error.
    @inlinable
    package var measured: MeasuredValue { MeasuredValue(value: value, error: error) }

    /// The bits of a number, changed so that keys as integers ascend with the numbers; both zeros have one key.
    @inlinable
    package static func key(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
        return bits ^ ((bits >> 63) & .max)
    }

    /// The number whose key is `key`.
    @inlinable
    package static func number(_ key: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: key ^ ((key >> 63) & .max)))
    }
}
