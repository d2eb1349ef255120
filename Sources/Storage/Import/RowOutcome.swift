/// What a row of a file did to the store.
package struct RowOutcome: OptionSet, Sendable {
    package let rawValue: UInt8

    @inlinable
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The row held a value.
    @inlinable
    package static var heldValue: RowOutcome { RowOutcome(rawValue: 1) }
    /// The row added something.
    @inlinable
    package static var stored: RowOutcome { RowOutcome(rawValue: 2) }
    /// The row's value replaced another.
    @inlinable
    package static var replaced: RowOutcome { RowOutcome(rawValue: 4) }
}

/// Two values of one series, variable and time.
package struct Contradiction: Sendable, Hashable {
    /// The value of the row.
    package var value: Double
    /// The value that the store has.
    package var known: Double

    package init(value: Double, known: Double) {
        self.value = value
        self.known = known
    }
}
