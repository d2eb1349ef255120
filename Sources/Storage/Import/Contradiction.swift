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
