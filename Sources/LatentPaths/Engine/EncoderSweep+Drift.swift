import DifferentialEquations
import Differentiation
import Lanes

/// The ODE that carries an encoder's state from one observation to the next one read, each row over its own elapsed time.
final class DriftCarry<Scalar: LaneScalar> {
    private let solver: DifferentiableSolver<Scalar>
    private let size: Int
    /// States before each carry, `(J + 1)(hidden, R)`.
    private let before = LaneBuffer<Scalar>(count: 0)
    /// States that each step reads, `(J)(hidden, R)`.
    private let carried = LaneBuffer<Scalar>(count: 0)
    /// The state after the last carry, `(hidden, R)`.
    let last: LaneBuffer<Scalar>
    private let cotangent: LaneBuffer<Scalar>
    private var times: OutputTimes
    private(set) var forwardEvaluations = 0
    private(set) var backwardEvaluations = 0

    init(_ solver: DifferentiableSolver<Scalar>, hidden: Int, capacity: Int) {
        self.solver = solver
        size = hidden * capacity
        last = LaneBuffer(count: size)
        cotangent = LaneBuffer(count: size)
        times = OutputTimes(
            rows: 0, starts: Array(repeating: 0, count: capacity), times: Array(repeating: 0, count: capacity),
            offsets: Array(0...capacity))
    }

    /// Makes room for `iterations` iterations of `rows` rows.
    func begin(rows: Int, iterations: Int) {
        before.grow(to: (iterations + 1) * size)
        carried.grow(to: max(iterations, 1) * size)
        times.rows = rows
        forwardEvaluations = 0
    }

    func beginPullBack() { backwardEvaluations = 0 }

    func before(_ iteration: Int) -> UnsafeMutablePointer<Scalar> { before.pointer + iteration * size }
    func carried(_ iteration: Int) -> UnsafeMutablePointer<Scalar> { carried.pointer + iteration * size }

    /// Carries the states before `iteration` over the rows' elapsed times to `target`.
    func carry(
        _ iteration: Int, _ elapsed: UnsafePointer<Double>, _ parameters: UnsafePointer<Scalar>,
        to target: UnsafeMutablePointer<Scalar>, recording: Bool = false
    ) throws(SolverError) {
        for row in 0..<times.rows { times.times[row] = elapsed[row] }
        // What the solver does not answer, lanes beyond the rows, must be finite.
        target.update(repeating: 0, count: size)
        try times.withRequest(initial: before(iteration)) { request throws(SolverError) in
            try solver.solve(request, parameters: parameters, outputs: target, recording: recording)
        }
        var evaluations = 0
        for row in 0..<times.rows { evaluations += solver.solver.statistics(of: row).evaluations }
        if recording { backwardEvaluations += evaluations } else { forwardEvaluations += evaluations }
    }

    /// Takes the cotangent of the carried state to that of the state before, in place: the carry is solved again, to `output`,
    /// and recorded.
    func pullBack(
        _ iteration: Int, _ elapsed: UnsafePointer<Double>, output: UnsafeMutablePointer<Scalar>,
        _ parameters: UnsafePointer<Scalar>, _ stateCotangent: UnsafeMutablePointer<Scalar>,
        _ gradient: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        try carry(iteration, elapsed, parameters, to: output, recording: true)
        cotangent.clear()
        try times.withRequest(initial: before(iteration)) { request throws(SolverError) in
            try solver.pullBack(
                outputs: output, stateCotangent, request: request, parameters: parameters, gradient: gradient,
                initialCotangent: cotangent.pointer)
        }
        backwardEvaluations += solver.backwardEvaluations
        stateCotangent.update(from: cotangent.pointer, count: size)
    }
}

extension EncoderSweep {
    /// Carries the state by the drift before each step and after the last one, to the start of the latent path.
    func runDrifting(
        _ history: HistoryBlock<Scalar>, _ drift: DriftCarry<Scalar>, _ parameters: UnsafePointer<Scalar>
    ) throws(SolverError) {
        guard let elapsed = history.elapsed else { preconditionFailure("a drift without elapsed times") }
        let iterations = history.iterations
        let size = encoder.hidden * capacity
        let frame = stepFrame(history)
        drift.begin(rows: history.rows, iterations: iterations)
        drift.before(0).update(repeating: 0, count: size)
        for step in 0..<iterations {
            let state = drift.carried(step)
            try drift.carry(step, elapsed + step * capacity, parameters, to: state)
            clearBeginners(history, step, of: iterations, unevenly: true, state)
            evaluate(history, step, state, frame, parameters)
            let next = drift.before(step + 1)
            next.update(repeating: 0, count: size)
            Scalar.copy(
                from: frame.value(encoder.result), stride: capacity, to: next, stride: capacity,
                features: encoder.hidden, lanes: frame.lanes)
        }
        clearBeginners(history, iterations, of: iterations, unevenly: true, drift.before(iterations))
        try drift.carry(iterations, elapsed + iterations * capacity, parameters, to: drift.last.pointer)
    }

    func pullBackDrifting(
        _ history: HistoryBlock<Scalar>, _ drift: DriftCarry<Scalar>, _ parameters: UnsafePointer<Scalar>,
        _ gradient: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        guard let elapsed = history.elapsed else { preconditionFailure("a drift without elapsed times") }
        let iterations = history.iterations
        let frame = stepFrame(history)
        let cotangent = stateCotangent.pointer
        drift.beginPullBack()
        try drift.pullBack(
            iterations, elapsed + iterations * capacity, output: drift.last.pointer, parameters, cotangent, gradient)
        clearBeginners(history, iterations, of: iterations, unevenly: true, cotangent)
        for step in (0..<iterations).reversed() {
            evaluate(history, step, drift.carried(step), frame, parameters)
            Scalar.copy(
                from: cotangent, stride: capacity, to: frame.cotangent(encoder.result), stride: capacity,
                features: encoder.hidden, lanes: frame.lanes)
            encoder.program.pullBack(frame, parameters: parameters)
            encoder.program.accumulateParameterGradient(frame, into: gradient)
            Scalar.copy(
                from: frame.cotangent(encoder.state), stride: capacity, to: cotangent, stride: capacity,
                features: encoder.hidden, lanes: frame.lanes)
            clearBeginners(history, step, of: iterations, unevenly: true, cotangent)
            try drift.pullBack(
                step, elapsed + step * capacity, output: drift.carried(step), parameters, cotangent, gradient)
        }
    }

    /// The one frame that drifting steps are computed in, every row of the block beside the others.
    private func stepFrame(_ history: HistoryBlock<Scalar>) -> Frame<Scalar> {
        values.grow(to: frameStride + encoder.program.arenaFeatures * capacity)
        return frame(0, lanes: LaneBlock.paddedLanes(for: history.rows))
    }

    private func evaluate(
        _ history: HistoryBlock<Scalar>, _ step: Int, _ state: UnsafePointer<Scalar>, _ frame: Frame<Scalar>,
        _ parameters: UnsafePointer<Scalar>
    ) {
        let inputs = encoder.input.features
        Scalar.copy(
            from: state, stride: capacity, to: frame.value(encoder.state), stride: capacity,
            features: encoder.hidden, lanes: frame.lanes)
        Scalar.copy(
            from: history.inputs + step * inputs * capacity, stride: capacity, to: frame.value(encoder.input),
            stride: capacity, features: inputs, lanes: frame.lanes)
        encoder.program.evaluate(frame, parameters: parameters)
    }
}
