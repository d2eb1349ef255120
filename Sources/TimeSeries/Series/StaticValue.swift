/// The value of a covariate that does not change over a series.
public enum StaticValue: Hashable, Sendable {
    /// A quantity, finite.
    case number(Double)
    /// A category.
    case text(String)
}

extension StaticValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// Creates a quantity.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Creates a quantity.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// Creates a category.
    public init(stringLiteral value: String) { self = .text(value) }
}
