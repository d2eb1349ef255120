/// What a row of a file did to the store: a set of flags.
///
/// Not an `OptionSet`: its generic members are not specialised in other modules, which cost a sixth more instructions an import.
package struct RowOutcome: Sendable, Hashable {
    package var flags: UInt8

    @inlinable
    package init(flags: UInt8) { self.flags = flags }

    /// Nothing.
    @inlinable
    package static var nothing: RowOutcome { RowOutcome(flags: 0) }
    /// The row held a value.
    @inlinable
    package static var heldValue: RowOutcome { RowOutcome(flags: 1) }
    /// The row added something.
    @inlinable
    package static var stored: RowOutcome { RowOutcome(flags: 2) }
    /// The row's value replaced another.
    @inlinable
    package static var replaced: RowOutcome { RowOutcome(flags: 4) }

    /// Whether all flags of `other` are set.
    @inlinable
    package func contains(_ other: RowOutcome) -> Bool { flags & other.flags == other.flags }

    /// Sets the flags of `other`.
    @inlinable
    package mutating func insert(_ other: RowOutcome) { flags |= other.flags }

    /// Clears the flags of `other`.
    @inlinable
    package mutating func remove(_ other: RowOutcome) { flags &= ~other.flags }
}
