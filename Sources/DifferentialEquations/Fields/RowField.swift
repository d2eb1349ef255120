import Lanes

/// The right-hand side of one row: f(t, y) with its derivatives.
///
/// Arrays are plain: feature f at element f. One field belongs to one thread.
class RowField<Scalar: LaneScalar> {
    /// Features of the state.
    let features: Int
    /// Number of parameters.
    let parameterCount: Int
    /// Whether f does not read t.
    let isAutonomous: Bool
    /// Evaluations of f and pullbacks so far, those for finite differences included.
    var evaluations = 0
    private let scratch: LaneBuffer<Scalar>

    init(features: Int, parameterCount: Int, isAutonomous: Bool) {
        self.features = features
        self.parameterCount = parameterCount
        self.isAutonomous = isAutonomous
        scratch = LaneBuffer(count: 2 * features)
    }

    /// Writes f(t, y).
    func evaluate(_ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafeMutablePointer<Scalar>) {
        preconditionFailure("\(type(of: self)) has no right-hand side")
    }

    /// Writes ∂f/∂y, row-major, given f(t, y); here by forward differences.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func jacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) {
        let n = features
        let moved = scratch.pointer
        let value = moved + n
        moved.update(from: y, count: n)
        let root = Scalar.ulpOfOne.squareRoot()
        for column in 0..<n {
            let size = abs(y[column])
            moved[column] = y[column] + root * (size > root ? size : root)
            let step = moved[column] - y[column]
            evaluate(t, moved, value)
            for row in 0..<n { result[row * n + column] = (value[row] - dy[row]) / step }
            moved[column] = y[column]
        }
    }

    /// Writes ∂f/∂t, given f(t, y) and the scale of time `h`; here by a forward difference.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func timeDerivative(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, h: Double,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        guard !isAutonomous else {
            result.update(repeating: 0, count: features)
            return
        }
        let root = Double(Scalar.ulpOfOne).squareRoot()
        let moved = t + (h < 0 ? -1 : 1) * root * max(abs(t), abs(h))
        evaluate(moved, y, result)
        let inverse = Scalar(1 / (moved - t))
        for feature in 0..<features { result[feature] = (result[feature] - dy[feature]) * inverse }
    }

    /// Writes (∂f/∂y)ᵀ v and adds `weight` (∂f/∂p)ᵀ v to `parameters`.
    func pullBack(
        _ t: Double, _ y: UnsafePointer<Scalar>, cotangent v: UnsafePointer<Scalar>,
        state: UnsafeMutablePointer<Scalar>, parameters: UnsafeMutablePointer<Scalar>, weight: Scalar
    ) {
        preconditionFailure("\(type(of: self)) has no pullback")
    }

    /// Whether the pullback is exact, rather than by finite differences.
    var hasExactPullback: Bool { false }

    /// Writes ∂f/∂y as exactly as can be had: by pullbacks of unit vectors where these are exact.
    func exactJacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) {
        guard hasExactPullback else { return jacobian(t, y, dy, result) }
        let unit = LaneBuffer<Scalar>(count: features)
        let ignored = LaneBuffer<Scalar>(count: max(parameterCount, 1))
        for row in 0..<features {
            unit.pointer[row] = 1
            pullBack(
                t, y, cotangent: unit.pointer, state: result + row * features, parameters: ignored.pointer, weight: 0)
            unit.pointer[row] = 0
        }
    }
}
