import Differentiation
import Lanes

/// A row's field from a recorded program: the row is one lane of a block.
///
/// A Jacobian takes one evaluation and one pullback for each `LaneBlock.width` features: every lane holds the same state
/// and pulls back another unit vector.
final class ProgramField<Scalar: LaneScalar>: DifferentiableRowField {
    let features: Int
    let parameterCount: Int
    let isAutonomous: Bool
    private(set) var evaluations = 0
    private let field: VectorField
    private let parameters: [Scalar]
    private let values: LaneBuffer<Scalar>
    private let cotangents: LaneBuffer<Scalar>
    private let frame: Frame<Scalar>
    private let gradient: LaneBuffer<Scalar>
    private let width = LaneBlock.width

    init(_ field: VectorField, parameters: [Scalar]) {
        self.field = field
        self.parameters = parameters
        values = LaneBuffer(count: field.program.arenaFeatures * LaneBlock.width)
        cotangents = LaneBuffer(count: field.program.arenaFeatures * LaneBlock.width)
        gradient = LaneBuffer(count: max(parameters.count, 1))
        frame = Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: LaneBlock.width, lanes: LaneBlock.width)
        features = field.features
        parameterCount = parameters.count
        isAutonomous = field.time == nil
    }

    private func place(_ t: Double, _ y: UnsafePointer<Scalar>, lanes: Int) {
        let state = frame.value(field.state)
        for feature in 0..<features {
            for lane in 0..<lanes { state[feature * width + lane] = y[feature] }
        }
        if let time = field.time { frame.value(time).update(repeating: Scalar(t), count: width) }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func evaluate(_ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafeMutablePointer<Scalar>) {
        evaluations += 1
        place(t, y, lanes: 1)
        field.program.evaluate(frame, parameters: parameters)
        let derivative = frame.value(field.derivative)
        for feature in 0..<features { dy[feature] = derivative[feature * width] }
    }

    func jacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) {
        let n = features
        place(t, y, lanes: width)
        field.program.evaluate(frame, parameters: parameters)
        evaluations += 1
        for first in stride(from: 0, to: n, by: width) {
            let seeds = frame.cotangent(field.derivative)
            seeds.update(repeating: 0, count: n * width)
            let count = min(width, n - first)
            for lane in 0..<count { seeds[(first + lane) * width + lane] = 1 }
            field.program.pullBack(frame, parameters: parameters)
            let rows = frame.cotangent(field.state)
            for lane in 0..<count {
                for column in 0..<n { result[(first + lane) * n + column] = rows[column * width + lane] }
            }
        }
    }

    func exactJacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>
    ) { jacobian(t, y, dy, result) }

    func pullBack(
        _ t: Double, _ y: UnsafePointer<Scalar>, cotangent v: UnsafePointer<Scalar>,
        state target: UnsafeMutablePointer<Scalar>, parameters sum: UnsafeMutablePointer<Scalar>, weight: Scalar
    ) {
        let n = features
        evaluations += 1
        place(t, y, lanes: width)
        field.program.evaluate(frame, parameters: parameters)
        let seeds = frame.cotangent(field.derivative)
        seeds.update(repeating: 0, count: n * width)
        for feature in 0..<n { seeds[feature * width] = v[feature] }
        field.program.pullBack(frame, parameters: parameters)
        let state = frame.cotangent(field.state)
        for feature in 0..<n { target[feature] = state[feature * width] }
        guard weight != 0, parameterCount > 0 else { return }
        gradient.clear()
        field.program.accumulateParameterGradient(frame, into: gradient.pointer)
        for index in 0..<parameterCount { sum[index] += weight * gradient.pointer[index] }
    }
}
