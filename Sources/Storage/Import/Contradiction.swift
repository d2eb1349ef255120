import TimeSeries

/// Two values of one series, variable and time, or two measurement errors of one value.
package struct Contradiction: Sendable, Hashable {
    /// The value of the row.
    package var value: MeasuredValue
    /// The value that the store has.
    package var known: MeasuredValue

    package init(value: MeasuredValue, known: MeasuredValue) {
        self.value = value
        self.known = known
    }
}

extension Contradiction: CustomStringConvertible {
    /// Both as words: the errors where one is known.
    package var description: String {
        guard !value.error.isNaN || !known.error.isNaN else {
            return "value \(DecimalNumber.text(value.value)) contradicts \(DecimalNumber.text(known.value))"
        }
        func text(_ measured: MeasuredValue) -> String {
            DecimalNumber.text(measured.value)
                + (measured.error.isNaN ? " without error" : " with error \(DecimalNumber.text(measured.error))")
        }
        return "value \(text(value)) contradicts \(text(known))"
    }
}
