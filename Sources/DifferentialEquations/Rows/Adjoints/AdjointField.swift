import Lanes

/// The right-hand side of the adjoint equation of a row (Chen et al. 2018, appendix C): a' = −(∂f/∂y)ᵀ a, with the state
/// integrated beside it, or read from the dense output; and, where the error test is to see it, g' = −(∂f/∂p)ᵀ a.
///
/// The state is (a, y where it is integrated, g where it is part of it).
final class AdjointField<Scalar: LaneScalar>: RowField {
    let features: Int
    let isAutonomous: Bool
    private(set) var evaluations = 0
    private let field: any DifferentiableRowField<Scalar>
    private let path: DensePath<Scalar>?
    private let isFull: Bool
    private let scratch: LaneBuffer<Scalar>
    private let ignored: LaneBuffer<Scalar>
    private let differences: LaneBuffer<Scalar>

    init(_ field: any DifferentiableRowField<Scalar>, path: DensePath<Scalar>?, isFull: Bool) {
        self.field = field
        self.path = path
        self.isFull = isFull
        scratch = LaneBuffer(count: field.features)
        ignored = LaneBuffer(count: max(field.parameterCount, 1))
        features = field.features * (path == nil ? 2 : 1) + (isFull ? field.parameterCount : 0)
        isAutonomous = path == nil && field.isAutonomous
        differences = LaneBuffer(count: 2 * features)
    }

    func evaluate(_ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafeMutablePointer<Scalar>) {
        evaluations += 1
        let n = field.features
        let state = state(t, y)
        if path == nil { field.evaluate(t, state, dy + n) }
        let sum = isFull ? dy + (features - field.parameterCount) : ignored.pointer
        if isFull { sum.update(repeating: 0, count: field.parameterCount) }
        field.pullBack(t, state, cotangent: y, state: dy, parameters: sum, weight: isFull ? -1 : 0)
        for feature in 0..<n { dy[feature] = -dy[feature] }
    }

    /// −(∂f/∂y)ᵀ, exact, where the state is read and nothing else is integrated; else by differences.
    func jacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) {
        guard path != nil, !isFull else { return differenceJacobian(t, y, dy, result, scratch: differences.pointer) }
        let n = features
        let state = state(t, y)
        let forward = LaneBuffer<Scalar>(count: n * n + n)
        field.evaluate(t, state, forward.pointer + n * n)
        field.exactJacobian(t, state, forward.pointer + n * n, forward.pointer)
        for i in 0..<n { for j in 0..<n { result[i * n + j] = -forward.pointer[j * n + i] } }
    }

    /// The state at which the field stands when the adjoint state is `y`.
    func state(_ t: Double, _ y: UnsafePointer<Scalar>) -> UnsafePointer<Scalar> {
        guard let path else { return y + field.features }
        path.evaluate(at: t, scratch.pointer)
        return UnsafePointer(scratch.pointer)
    }
}
