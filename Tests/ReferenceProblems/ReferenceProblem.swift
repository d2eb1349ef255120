/// An initial value problem whose solution is known to every digit of a double.
///
/// The same problems stand in `DifferentialEquationsTests/golden/problems.py`, from which the states at `times` were computed.
public struct ReferenceProblem: Sendable {
    /// dy/dt from t and y; y and dy hold `initial.count` elements each.
    public typealias Field =
        @Sendable (_ t: Double, _ y: UnsafePointer<Double>, _ dy: UnsafeMutablePointer<Double>) -> Void

    /// The name in the literature.
    public let name: String
    /// The state at `start`.
    public let initial: [Double]
    /// Where the solution starts.
    public let start: Double
    /// Output times, ascending; the last is the end.
    public let times: [Double]
    /// The absolute tolerance that goes with a relative tolerance of 1.
    public let absoluteScale: Double
    /// Whether explicit methods are out of place.
    public let isStiff: Bool
    /// The right-hand side.
    public let field: Field

    init(
        _ name: String, initial: [Double], times: [Double], absoluteScale: Double = 1, isStiff: Bool = false,
        field: @escaping Field
    ) {
        self.name = name
        self.initial = initial
        self.start = 0
        self.times = times
        self.absoluteScale = absoluteScale
        self.isStiff = isStiff
        self.field = field
    }

    /// The field at `t` and `y`.
    public func derivative(at t: Double, _ y: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: y.count)
        evaluate(t, y, &result)
        return result
    }

    /// Writes the field at `t` and `y` to `dy`.
    @inline(__always) public func evaluate(_ t: Double, _ y: [Double], _ dy: inout [Double]) {
        y.withUnsafeBufferPointer { state in
            dy.withUnsafeMutableBufferPointer { derivative in
                guard let from = state.baseAddress, let to = derivative.baseAddress else { return }
                field(t, from, to)
            }
        }
    }

    /// The greatest over components and times of |y − reference| / (|reference| + absoluteScale): the error in the measure
    /// that the tolerances control.
    public func error(of states: [[Double]], reference: [[Double]]) -> Double {
        var worst = 0.0
        for (state, right) in zip(states, reference) {
            for (value, truth) in zip(state, right) {
                let error = abs(value - truth) / (abs(truth) + absoluteScale)
                worst = error.isNaN ? .infinity : max(worst, error)
            }
        }
        return states.count == reference.count ? worst : .infinity
    }

    /// `count` times, evenly spaced up to `end`.
    static func even(_ end: Double, count: Int = 8) -> [Double] {
        (1...count).map { end * Double($0) / Double(count) }
    }

    /// Every problem: DETEST A to E, other nonstiff ones, stiff ones.
    public static let all: [ReferenceProblem] =
        singleEquations + smallSystems + moderateSystems + orbits + secondOrder + amplifying + stiff
}
