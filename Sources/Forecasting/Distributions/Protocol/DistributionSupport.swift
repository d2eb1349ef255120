/// The values that a distribution gives a probability.
public enum DistributionSupport: String, Sendable, Hashable, CaseIterable {
    /// Every real number.
    case reals
    /// x > 0.
    case positive
    /// 0, 1, 2, …
    case counts
    /// 0 < x < 1.
    case unitInterval = "unit interval"
    /// 0 and 1.
    case binary

    /// True if probability sits on whole numbers: quantiles are then whole numbers too.
    public var isDiscrete: Bool {
        switch self {
        case .counts, .binary: true
        case .reals, .positive, .unitInterval: false
        }
    }

    /// A value with a finite log density under every distribution of this support.
    var interior: Double {
        switch self {
        case .reals, .counts, .binary: 0
        case .positive: 1
        case .unitInterval: 0.5
        }
    }

    /// Whether `x` belongs to the support.
    public func contains(_ x: Double) -> Bool {
        switch self {
        case .reals: x.isFinite
        case .positive: x > 0 && x.isFinite
        case .counts: x >= 0 && x.isFinite && x == x.rounded()
        case .unitInterval: x > 0 && x < 1
        case .binary: x == 0 || x == 1
        }
    }
}
