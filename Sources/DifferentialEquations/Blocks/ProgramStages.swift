import Differentiation
import Lanes

/// The stages of a recorded field.
final class ProgramStages<Scalar: LaneScalar>: StageField {
    let field: VectorField
    let memory: StageMemory<Scalar>
    /// The values of a step that is not kept.
    private let scratch: LaneBuffer<Scalar>
    private let cotangents: LaneBuffer<Scalar>
    /// The values of kept steps; memory is kept from solve to solve.
    private var kept: [LaneBuffer<Scalar>] = []
    /// The values in use.
    @exclusivity(unchecked) private var values: UnsafeMutablePointer<Scalar>

    init(_ field: VectorField, stages: Int, capacity: Int) {
        self.field = field
        // Every stage has its arena to itself; a cache line more, so that stages do not fall upon each other.
        let stageStride = field.program.arenaFeatures * capacity + LaneBlock.width
        scratch = LaneBuffer(count: stages * stageStride)
        cotangents = LaneBuffer(count: stages * stageStride)
        values = scratch.pointer
        memory = StageMemory(
            features: field.features, judgedFeatures: field.judgedFeatures, stride: capacity, stageStride: stageStride,
            capacity: capacity, states: values + field.state.offset * capacity,
            derivatives: values + field.derivative.offset * capacity)
    }

    private var stride: Int { memory.stride }
    private var stageStride: Int { memory.stageStride }

    /// The frame of stage `stage`.
    func frame(_ stage: Int, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values, cotangents: cotangents.pointer, stride: stride, column: stage * stageStride, lanes: lanes)
    }

    /// The cotangent of the state of stage 0.
    var stateCotangents: UnsafeMutablePointer<Scalar> { cotangents.pointer + field.state.offset * stride }

    /// The cotangent of the derivative of stage 0.
    var derivativeCotangents: UnsafeMutablePointer<Scalar> { cotangents.pointer + field.derivative.offset * stride }

    var allocatedBytes: Int {
        scratch.allocatedBytes + cotangents.allocatedBytes + kept.reduce(0) { $0 + $1.allocatedBytes }
    }

    /// Bytes of the values of a step's stages.
    var bytesPerStep: Int { scratch.allocatedBytes }

    /// Bytes of stages that are worth keeping for the pullback.
    ///
    /// Measured: keeping gains a fifth of solve and pullback of a field of 70 multiplications for each value of its program
    /// (20-100-100-100-20), a tenth at 14 to 25, and nothing at 12, where a training step of a small latent ODE (4-20-20-4)
    /// needs the caches for other things. Beyond 8 MB a core, what is kept comes back from memory no sooner than it is
    /// computed.
    var bytesWorthKeeping: Int {
        field.program.multiplications >= 14 * field.program.arenaFeatures ? 8 << 20 : 0
    }

    /// Goes over to the stages of kept step `step`, or to those that every step uses again.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func use(step: Int?) {
        if let step {
            while kept.count <= step { kept.append(LaneBuffer(count: scratch.count)) }
            values = kept[step].pointer
        } else {
            values = scratch.pointer
        }
        memory.states = values + field.state.offset * stride
        memory.derivatives = values + field.derivative.offset * stride
    }

    /// Copies what `stages` of the step in use hold of lane `source` to `lane`: a place where the field has a value, since a
    /// cotangent of zero does not silence a NaN.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func copy(lane source: Int, to lane: Int, stages: Range<Int>) {
        for stage in stages {
            let first = values + stage * stageStride
            for feature in 0..<field.program.arenaFeatures {
                first[feature * stride + lane] = first[feature * stride + source]
            }
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func evaluate(
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
