import Differentiation
import Lanes

/// The augmented system of the continuous adjoint: (y, a)' = (f, −aᵀ ∂f/∂y), and the parameters' gradient beside it.
///
/// The gradient ∫ aᵀ ∂f/∂θ dt feeds back into nothing, so that it is not part of the state: at each accepted step the
/// method's own quadrature, h Σ bⱼ aⱼᵀ ∂f/∂θ(yⱼ), is added from the cotangents that the stages have left. The error test
/// sees (y, a) alone, which is the seminorm of Kidger, Chen and Lyons (2021).
///
/// With a tape of the forward solve, y is read from there, and a is the whole state.
final class AdjointStages<Scalar: LaneScalar>: StageField {
    let field: VectorField
    let memory: StageMemory<Scalar>
    /// The parameters' gradient; where it is set, accepted steps are added to it.
    var gradient: UnsafeMutablePointer<Scalar>?
    /// The forward solve's dense output, where y is read from it.
    let tape: DenseTape<Scalar>?
    /// The step of the forward solve in which each row stands.
    let entryOfRow: UnsafeMutablePointer<Int32>
    /// The step of the forward solve whose polynomial each lane holds, -1 for none.
    private let loadedEntry: UnsafeMutablePointer<Int32>
    /// These polynomials, `(1 + powers)(features, capacity)`.
    private let loaded: LaneBuffer<Scalar>
    private let theta: LaneBuffer<Scalar>
    private let method: Tableau
    /// The program's arenas, one group a stage.
    private let values: LaneBuffer<Scalar>
    private let cotangents: LaneBuffer<Scalar>
    private let arenaStride: Int
    private let state: LaneBuffer<Scalar>
    private let derivative: LaneBuffer<Scalar>
    private let weights: LaneBuffer<Scalar>
    /// The method's b.
    private let shares: [Scalar]

    init(_ field: VectorField, method: Tableau, capacity: Int, tape: DenseTape<Scalar>? = nil) {
        self.field = field
        self.tape = tape
        entryOfRow = .allocate(capacity: capacity)
        entryOfRow.initialize(repeating: -1, count: capacity)
        loadedEntry = .allocate(capacity: capacity)
        loadedEntry.initialize(repeating: -1, count: capacity)
        loaded = LaneBuffer(count: tape == nil ? 0 : (1 + method.dense.count) * field.features * capacity)
        theta = LaneBuffer(count: capacity)
        let features = (tape == nil ? 2 : 1) * field.features
        self.method = method
        let stride = method.allStages * capacity
        // An odd number of cache lines, so that features do not fall upon each other.
        arenaStride = stride + LaneBlock.width
        values = LaneBuffer(count: field.program.arenaFeatures * arenaStride)
        cotangents = LaneBuffer(count: field.program.arenaFeatures * arenaStride)
        state = LaneBuffer(count: features * stride)
        derivative = LaneBuffer(count: features * stride)
        weights = LaneBuffer(count: method.stages * capacity)
        shares = method.b.map { Scalar($0) }
        memory = StageMemory(
            features: features, stride: stride, stageStride: capacity, capacity: capacity, states: state.pointer,
            derivatives: derivative.pointer)
    }

    var features: Int { memory.features }
    var capacity: Int { memory.capacity }
    private var stride: Int { memory.stride }
    private var states: UnsafeMutablePointer<Scalar> { memory.states }
    private var derivatives: UnsafeMutablePointer<Scalar> { memory.derivatives }

    deinit {
        entryOfRow.deallocate()
        loadedEntry.deallocate()
    }

    /// The first feature of a.
    var cotangentOffset: Int { features - field.features }

    private func frame(_ group: Int, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: arenaStride, column: group * capacity,
            lanes: lanes)
    }

    var allocatedBytes: Int {
        [values, cotangents, state, derivative, weights, loaded, theta].reduce(0) { $0 + $1.allocatedBytes }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func evaluate(
        _ stage: Int, active: Int, lanes: Int, node: Double, clocks: LaneClocks<Scalar>,
        parameters: UnsafePointer<Scalar>
    ) {
        let frame = frame(stage, lanes: lanes)
        let count = field.features
        let u = states + stage * capacity
        let k = derivatives + stage * capacity
        let a = cotangentOffset * stride
        if let tape {
            read(tape.reader, active: active, lanes: lanes, node: node, clocks: clocks, into: frame.value(field.state))
        } else {
            Scalar.copy(
                from: u, stride: stride, to: frame.value(field.state), stride: arenaStride, features: count,
                lanes: lanes)
        }
        field.writeTime(frame, lanes: lanes, node: node, clocks: clocks)
        field.program.evaluate(frame, parameters: parameters)
        if tape == nil {
            Scalar.copy(
                from: frame.value(field.derivative), stride: arenaStride, to: k, stride: stride, features: count,
                lanes: lanes)
        }
        Scalar.copy(
            from: u + a, stride: stride, to: frame.cotangent(field.derivative), stride: arenaStride,
            features: count, lanes: lanes)
        field.program.pullBack(frame, parameters: parameters)
        Scalar.scaleAdd(
            -1, x: frame.cotangent(field.state), xStride: arenaStride, 0, y: k + a, yStride: stride,
            features: count, lanes: lanes)
    }

    /// Reads the state of each lane at its time of stage `node`.
    @inline(__always)
    private func read(
        _ tape: DenseTape<Scalar>.Reader, active: Int, lanes: Int, node: Double, clocks: LaneClocks<Scalar>,
        into target: UnsafeMutablePointer<Scalar>
    ) {
        for lane in 0..<active {
            let time = clocks.time[lane] + node * clocks.step[lane]
            let entry = tape.entry(covering: time, from: entryOfRow[clocks.row[lane]])
            if entry != loadedEntry[lane] {
                tape.load(entry, into: loaded.pointer + lane, stride: capacity)
                loadedEntry[lane] = entry
            }
            theta.pointer[lane] = tape.theta(entry, at: time)
        }
        tape.evaluate(
            loaded.pointer, stride: capacity, theta: theta.pointer, even: weights.pointer, lanes: lanes, into: target,
            targetStride: arenaStride)
        for feature in 0..<field.features {
            // A place where the field has a value: a weight of zero does not silence a NaN.
            for lane in active..<lanes { target[feature * arenaStride + lane] = target[feature * arenaStride] }
        }
    }

    /// Forgets the polynomials read so far, after the tape has recorded another solution.
    func tapeChanged() { loadedEntry.update(repeating: -1, count: capacity) }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func stepsWereJudged(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {
        if let tape = tape?.reader {
            for lane in 0..<active where !clocks.wasRejected[lane] {
                let row = clocks.row[lane]
                entryOfRow[row] = tape.entry(
                    covering: clocks.time[lane] + clocks.step[lane], from: entryOfRow[row])
            }
        }
        guard let gradient else { return }
        let last = method.stages - 1
        for stage in 0..<last {
            let scale = weights.pointer + stage * capacity
            let share = shares[stage]
            for lane in 0..<lanes { scale[lane] = -share * clocks.scalarStep.pointer[lane] }
            for lane in 0..<active where clocks.wasRejected[lane] { scale[lane] = 0 }
            for lane in active..<lanes { scale[lane] = 0 }
        }
        for lane in 0..<active where clocks.wasRejected[lane] {
            clear(lane: lane, groups: 1..<last)
        }
        field.program.accumulateParameterGradient(
            frame(0, lanes: lanes), groups: last, groupStride: capacity, scale: weights.pointer, scaleStride: capacity,
            into: gradient)
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func acceptedStepsGoOn(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {
        let last = (method.stages - 1) * capacity
        let isRejected = (0..<active).contains { clocks.wasRejected[$0] }
        for arena in [values.pointer, cotangents.pointer] {
            for feature in 0..<field.program.arenaFeatures {
                let first = arena + feature * arenaStride
                if isRejected {
                    for lane in 0..<active where !clocks.wasRejected[lane] { first[lane] = first[last + lane] }
                } else {
                    first.update(from: first + last, count: lanes)
                }
            }
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func laneMoves(from source: Int, to target: Int) {
        for arena in [values.pointer, cotangents.pointer] {
            for feature in 0..<field.program.arenaFeatures {
                arena[feature * arenaStride + target] = arena[feature * arenaStride + source]
            }
        }
    }

    /// A weight of zero does not silence a NaN.
    private func clear(lane: Int, groups: Range<Int>) {
        for arena in [values.pointer, cotangents.pointer] {
            for feature in 0..<field.program.arenaFeatures {
                for group in groups { arena[feature * arenaStride + group * capacity + lane] = 0 }
            }
        }
    }
}
