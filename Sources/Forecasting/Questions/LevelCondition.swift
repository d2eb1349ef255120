import TimeSeries

/// A level, and the side of it on which a value is asked for.
public struct LevelCondition: Sendable, Hashable, Codable, CustomStringConvertible {
    /// How a value compares with the level.
    public enum Comparison: String, Sendable, Codable, CaseIterable {
        /// Below the level.
        case below = "<"
        /// At the level or below.
        case atMost = "<="
        /// Above the level.
        case above = ">"
        /// At the level or above.
        case atLeast = ">="
    }

    /// The side.
    public var comparison: Comparison
    /// The level, in the variable's unit.
    public var level: Double

    /// Asks for values that compare so with `level`.
    public init(_ comparison: Comparison, _ level: Double) {
        self.comparison = comparison
        self.level = level
    }

    /// Whether it holds of `value`.
    public func holds(_ value: Double) -> Bool {
        switch comparison {
        case .below: value < level
        case .atMost: value <= level
        case .above: value > level
        case .atLeast: value >= level
        }
    }

    public var description: String { "\(comparison.rawValue) \(DecimalNumber.text(level))" }
}
