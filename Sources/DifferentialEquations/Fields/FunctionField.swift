import Differentiation
import Lanes

/// A row's field from functions over arrays.
final class FunctionField<Scalar: LaneScalar>: DifferentiableRowField {
    let features: Int
    let parameterCount: Int
    let isAutonomous: Bool
    private(set) var evaluations = 0
    private let derivative: DifferentialEquation<Scalar>.Derivative
    private let givenJacobian: DifferentialEquation<Scalar>.Jacobian?
    private let givenPullback: DifferentialEquation<Scalar>.Pullback?
    private let parameters: [Scalar]
    // Behind pointers, so that handing them out needs no check for exclusive access; with them the call took twice as long.
    private let state: UnsafeMutablePointer<[Scalar]>
    private let result: UnsafeMutablePointer<[Scalar]>
    private var matrix: [Scalar] = []
    private let scratch: LaneBuffer<Scalar>

    init(
        features: Int, parameters: [Scalar], isAutonomous: Bool,
        derivative: @escaping DifferentialEquation<Scalar>.Derivative,
        jacobian: DifferentialEquation<Scalar>.Jacobian?, pullback: DifferentialEquation<Scalar>.Pullback?
    ) {
        self.derivative = derivative
        givenJacobian = jacobian
        givenPullback = pullback
        self.parameters = parameters
        state = .allocate(capacity: 1)
        state.initialize(to: Array(repeating: 0, count: features))
        result = .allocate(capacity: 1)
        result.initialize(to: Array(repeating: 0, count: features))
        self.features = features
        scratch = LaneBuffer(count: 2 * features)
        parameterCount = parameters.count
        self.isAutonomous = isAutonomous
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
        result.deinitialize(count: 1)
        result.deallocate()
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func evaluate(_ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafeMutablePointer<Scalar>) {
        evaluations += 1
        let n = features
        for feature in 0..<n { state.pointee[feature] = y[feature] }
        derivative(t, state.pointee, parameters, &result.pointee)
        let count = result.pointee.count
        requireThat(count == n, "the derivative made dy \(count) elements long; it must set its \(n) elements")
        for feature in 0..<n { dy[feature] = result.pointee[feature] }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func jacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>
    ) {
        guard let givenJacobian else { return differenceJacobian(t, y, dy, target, scratch: scratch.pointer) }
        let n = features
        if matrix.isEmpty { matrix = Array(repeating: 0, count: n * n) }
        givenJacobian(t, Array(UnsafeBufferPointer(start: y, count: n)), parameters, &matrix)
        requireThat(matrix.count == n * n, "a Jacobian of \(matrix.count) elements for \(n)×\(n)")
        matrix.withUnsafeBufferPointer { if let base = $0.baseAddress { target.update(from: base, count: n * n) } }
    }

    /// By pullbacks of unit vectors where a pullback is given.
    func exactJacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) {
        if givenPullback == nil { jacobian(t, y, dy, result) } else { pullbackJacobian(t, y, result) }
    }

    func pullBack(
        _ t: Double, _ y: UnsafePointer<Scalar>, cotangent v: UnsafePointer<Scalar>,
        state target: UnsafeMutablePointer<Scalar>, parameters sum: UnsafeMutablePointer<Scalar>, weight: Scalar
    ) {
        let n = features
        let cotangent = Array(UnsafeBufferPointer(start: v, count: n))
        var point = Array(UnsafeBufferPointer(start: y, count: n))
        if let givenPullback {
            var dy = [Scalar](repeating: 0, count: n)
            var dp = [Scalar](repeating: 0, count: parameters.count)
            givenPullback(t, point, parameters, cotangent, &dy, &dp)
            evaluations += 1
            for feature in 0..<n { target[feature] = dy[feature] }
            for index in dp.indices { sum[index] += weight * dp[index] }
            return
        }
        var above = [Scalar](repeating: 0, count: n)
        var below = above
        // Central differences: the error is least near the cube root of the rounding unit.
        let root = Scalar(cbrtOfRounding)
        var parameters = parameters
        func difference(_ size: Scalar, _ shift: (Scalar) -> Scalar) -> Scalar {
            let step = root * (size > 1 ? size : 1)
            let up = shift(step)
            derivative(t, point, parameters, &above)
            let down = shift(-step)
            derivative(t, point, parameters, &below)
            evaluations += 2
            var product: Scalar = 0
            for feature in 0..<n { product += cotangent[feature] * (above[feature] - below[feature]) }
            return product / (up - down)
        }
        for feature in 0..<n {
            let value = point[feature]
            target[feature] = difference(abs(value)) { step in
                point[feature] = value + step
                return point[feature]
            }
            point[feature] = value
        }
        for index in parameters.indices where weight != 0 {
            let value = parameters[index]
            sum[index] +=
                weight
                * difference(abs(value)) { step in
                    parameters[index] = value + step
                    return parameters[index]
                }
            parameters[index] = value
        }
    }

    private var cbrtOfRounding: Double { Scalar.self == Float.self ? 4.9e-3 : 6.1e-6 }
}
