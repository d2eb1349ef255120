import Differentiation
import Lanes

/// The stages of a recorded field.
final class ProgramStages<Scalar: LaneScalar>: StageField<Scalar> {
    let field: VectorField
    private let values: LaneBuffer<Scalar>
    private let cotangents: LaneBuffer<Scalar>

    init(_ field: VectorField, stages: Int, capacity: Int) {
        self.field = field
        let stride = stages * capacity
        values = LaneBuffer(count: field.program.arenaFeatures * stride)
        cotangents = LaneBuffer(count: field.program.arenaFeatures * stride)
        super.init(
            features: field.features, judgedFeatures: field.judgedFeatures, stride: stride, capacity: capacity,
            states: values.pointer + field.state.offset * stride,
            derivatives: values.pointer + field.derivative.offset * stride)
    }

    /// The frame of stage `stage`.
    func frame(_ stage: Int, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: stride, column: stage * capacity,
            lanes: lanes)
    }

    /// The cotangent of the state of stage 0.
    var stateCotangents: UnsafeMutablePointer<Scalar> { cotangents.pointer + field.state.offset * stride }

    /// The cotangent of the derivative of stage 0.
    var derivativeCotangents: UnsafeMutablePointer<Scalar> { cotangents.pointer + field.derivative.offset * stride }

    /// Sets every value of `lane` to zero: a weight of zero does not silence a NaN.
    func clear(lane: Int) {
        for feature in 0..<field.program.arenaFeatures {
            let first = values.pointer + feature * stride + lane
            for group in Swift.stride(from: 0, to: stride, by: capacity) { first[group] = 0 }
        }
    }

    override var allocatedBytes: Int { values.allocatedBytes + cotangents.allocatedBytes }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    override func evaluate(
        _ stage: Int, active: Int, lanes: Int, node: Double, clocks: LaneClocks<Scalar>,
        parameters: UnsafePointer<Scalar>
    ) {
        let frame = frame(stage, lanes: lanes)
        field.writeTime(frame, lanes: lanes, node: node, clocks: clocks)
        field.program.evaluate(frame, parameters: parameters)
    }
}

extension VectorField {
    /// Writes the time of each lane where the field reads it.
    func writeTime<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, lanes: Int, node: Double, clocks: LaneClocks<Scalar>
    ) {
        guard let time else { return }
        let slot = frame.value(time)
        for lane in 0..<lanes { slot[lane] = Scalar(clocks.time[lane] + node * clocks.step[lane]) }
    }
}
