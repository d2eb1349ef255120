/// Elementwise operations on two arrays.
public enum BinaryOperation: UInt8, Sendable {
    /// a + b.
    case add
    /// a − b.
    case subtract
    /// a · b.
    case multiply
}
