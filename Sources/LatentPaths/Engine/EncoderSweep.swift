import DifferentialEquations
import Differentiation
import Lanes

/// Runs an encoder over the histories of a block, forward and back, on one thread.
///
/// Notation: J iterations, R capacity. All memory is kept from block to block.
package final class EncoderSweep<Scalar: LaneScalar> {
    let encoder: EncoderProgram
    let capacity: Int
    /// Steps whose weight gradients are summed at once; the sums' order, hence their bits, depends on it.
    let chunk: Int
    /// Frames of the steps, each `pitch` features of R lanes behind the one before.
    let values = LaneBuffer<Scalar>(count: 0)
    let cotangents: LaneBuffer<Scalar>
    /// States at the start of each chunk, `(chunks)(hidden, R)`, where not all frames are kept.
    let chunkStates = LaneBuffer<Scalar>(count: 0)
    /// Solves the drift between observations, where there is one.
    let drift: DriftCarry<Scalar>?
    /// ∂L/∂(last state), `(hidden, R)`: preset before `pullBack`, which leaves that of the first state there.
    package let stateCotangent: LaneBuffer<Scalar>

    /// Prepares for blocks of `capacity` rows, a multiple of the lane width.
    ///
    /// - Parameter solver: makes the solver of the encoder's drift.
    package init(
        _ encoder: EncoderProgram, capacity: Int, chunk: Int,
        solver: (VectorField) -> DifferentiableSolver<Scalar>
    ) {
        self.encoder = encoder
        self.capacity = capacity
        self.chunk = chunk
        cotangents = LaneBuffer(count: (chunk * encoder.program.pitch + encoder.program.arenaFeatures) * capacity)
        stateCotangent = LaneBuffer(count: encoder.hidden * capacity)
        drift = encoder.drift.map { DriftCarry(solver($0), hidden: encoder.hidden, capacity: capacity) }
    }

    /// Evaluations of the drift by the last run, forward, and by the last pullback, summed over rows.
    package var driftEvaluations: (forward: Int, backward: Int) {
        (drift?.forwardEvaluations ?? 0, drift?.backwardEvaluations ?? 0)
    }

    /// Elements from one frame of the steps to the next.
    var frameStride: Int { encoder.program.pitch * capacity }

    /// Whether every step's frame is kept for the way back: it is where a step holds nothing but its input and state.
    var keepsFrames: Bool { drift == nil && encoder.program.pitch == encoder.input.features + encoder.hidden }

    /// The frame of step `position` of what is kept; cotangents begin with the chunk's.
    func frame(_ position: Int, cotangents index: Int = 0, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer + position * frameStride, cotangents: cotangents.pointer + index * frameStride,
            stride: capacity, lanes: lanes)
    }

    func state(_ position: Int) -> UnsafeMutablePointer<Scalar> {
        frame(position, lanes: capacity).value(encoder.state)
    }

    /// The state after the last step, `(hidden, R)`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func lastState(_ history: HistoryBlock<Scalar>) -> UnsafeMutablePointer<Scalar> {
        if let drift { return drift.last.pointer }
        let iterations = history.iterations
        return state(keepsFrames ? iterations : iterations == 0 ? 0 : (iterations - 1) % chunk + 1)
    }

    /// Runs the encoder over every row's observations, latest first.
    ///
    /// - Throws: where the drift cannot be solved.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func run(
        _ history: HistoryBlock<Scalar>, parameters: UnsafePointer<Scalar>
    ) throws(SolverError) {
        if let drift { return try runDrifting(history, drift, parameters) }
        let iterations = history.iterations
        let size = encoder.hidden * capacity
        let kept = keepsFrames ? iterations : chunk
        let unevenly = history.beginsUnevenly
        values.grow(to: kept * frameStride + encoder.program.arenaFeatures * capacity)
        if !keepsFrames { chunkStates.grow(to: (iterations + chunk - 1) / chunk * size) }
        state(0).update(repeating: 0, count: size)
        for begin in Swift.stride(from: 0, to: iterations, by: chunk) {
            let end = min(begin + chunk, iterations)
            if !keepsFrames {
                if begin > 0 { state(0).update(from: state(chunk), count: size) }
                (chunkStates.pointer + begin / chunk * size).update(from: state(0), count: size)
            }
            run(history, begin..<end, of: iterations, at: keepsFrames ? begin : 0, unevenly: unevenly, parameters)
        }
        clearBeginners(history, iterations, of: iterations, unevenly: unevenly, lastState(history))
    }

    /// Runs steps whose first frame is at `position` and holds the state.
    func run(
        _ history: HistoryBlock<Scalar>, _ steps: Range<Int>, of iterations: Int, at position: Int, unevenly: Bool,
        _ parameters: UnsafePointer<Scalar>
    ) {
        let inputs = encoder.input.features
        let lanes = history.lanes(steps.upperBound - 1, of: iterations)
        // Lanes that have not begun take no part in the chunk before; whatever they hold, it must be finite.
        let before = steps.lowerBound > 0 ? history.lanes(steps.lowerBound - 1, of: iterations) : 0
        for feature in 0..<encoder.hidden where before < lanes {
            (state(position) + (feature * capacity + before)).update(repeating: 0, count: lanes - before)
        }
        for step in steps {
            let frame = frame(position + step - steps.lowerBound, lanes: lanes)
            clearBeginners(history, step, of: iterations, unevenly: unevenly, frame.value(encoder.state))
            Scalar.copy(
                from: history.inputs + step * inputs * capacity, stride: capacity, to: frame.value(encoder.input),
                stride: capacity, features: inputs, lanes: lanes, next: inputs * capacity)
            encoder.program.evaluate(frame, parameters: parameters)
        }
    }

    /// Sets the lanes of rows that begin at `iteration` (or never, at the end) to zero.
    func clearBeginners(
        _ history: HistoryBlock<Scalar>, _ iteration: Int, of iterations: Int, unevenly: Bool,
        _ state: UnsafeMutablePointer<Scalar>
    ) {
        guard iteration == 0 || iteration == iterations || unevenly else { return }
        for row in 0..<capacity where (row < history.rows ? history.steps[row] : 0) == iterations - iteration {
            for feature in 0..<encoder.hidden { state[feature * capacity + row] = 0 }
        }
    }
}
