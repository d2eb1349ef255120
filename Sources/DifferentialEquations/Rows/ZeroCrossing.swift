import Lanes

/// A zero crossing that a solve locates: the times at which g(t, y) = 0. It may change the state there, or end the solve.
///
/// ```swift
/// let bounce = ZeroCrossing<Double>(direction: .falling, condition: { t, y in y[0] }) { t, y in y[1] = -0.9 * y[1] }
/// ```
public struct ZeroCrossing<Scalar: LaneScalar>: Sendable {
    /// Which crossings count, seen in the direction of the solve.
    public enum Direction: Sendable, Hashable {
        case either
        /// From below zero to above.
        case rising
        /// From above zero to below.
        case falling
    }

    /// g, given t and y `(features)`.
    public typealias Condition = @Sendable (_ t: Double, _ y: [Scalar]) -> Scalar
    /// Changes the state, `(features)`, at the crossing.
    public typealias Change = @Sendable (_ t: Double, _ y: inout [Scalar]) -> Void

    /// Which crossings count.
    public var direction: Direction
    /// Whether the solve ends there.
    public var isTerminal: Bool
    /// g.
    public var condition: Condition
    /// What happens to the state, or `nil` for nothing.
    public var change: Change?

    /// Creates a crossing.
    public init(
        direction: Direction = .either, isTerminal: Bool = false, condition: @escaping Condition,
        change: Change? = nil
    ) {
        self.direction = direction
        self.isTerminal = isTerminal
        self.condition = condition
        self.change = change
    }

    func counts(from old: Double, to new: Double) -> Bool {
        switch direction {
        case .either: (old < 0 && new >= 0) || (old > 0 && new <= 0)
        case .rising: old < 0 && new >= 0
        case .falling: old > 0 && new <= 0
        }
    }
}

/// A zero crossing that was met.
public struct CrossingOccurrence<Scalar: LaneScalar>: Sendable {
    /// Index of the `ZeroCrossing` among those given to the solve.
    public let crossing: Int
    /// Its time.
    public let time: Double
    /// State there, before any change, `(features)`.
    public let state: [Scalar]
    /// State after the changes of that time, `(features)`.
    public let stateAfter: [Scalar]
}
