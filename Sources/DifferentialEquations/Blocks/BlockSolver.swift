import Lanes

/// Solves one vector field for a block of rows, each on its own clock.
///
/// A row has its own start, steps, error test and outputs; finished rows leave the block, and no row's result depends on
/// another's. Outputs are interpolated, so they cost little and cut no step short. Memory is kept from solve to solve: after the
/// first, a step allocates nothing. Use from one thread at a time.
///
/// Notation: y state, k stages, h step, t time; S stages, F features, R rows (lanes) of the block.
package final class BlockSolver<Scalar: LaneScalar> {
    /// The method.
    package let method: Tableau
    /// How steps are chosen.
    package let control: StepControl
    /// Bounds on the work.
    package let options: SolverOptions
    /// Rows that fit, a multiple of `LaneBlock.width`.
    package let capacity: Int
    /// Steps and evaluations of each row.
    ///
    /// - Complexity: a copy of `capacity` elements; `statistics(of:)` gives one.
    package internal(set) var statistics: [RowStatistics] {
        get { Array(UnsafeBufferPointer(start: records.statistics, count: capacity)) }
        set { for row in 0..<min(capacity, newValue.count) { records.statistics[row] = newValue[row] } }
    }
    let records: RowRecords
    /// Evaluations of the last pullback, of stages that were not kept, summed over rows.
    package internal(set) var backwardEvaluations = 0
    /// Pullbacks of the field by the last pullback, summed over rows.
    package internal(set) var backwardPullbacks = 0

    /// The most bytes of stages that a recording keeps, so that the discrete pullback does not evaluate them again.
    ///
    /// They are those of the first trial steps, each of (stages)·(features of the field's program)·(capacity) scalars. By
    /// default 8 MB if the field is so wide that memory is faster than arithmetic, else 0. Results of rows are the same bits
    /// either way; the parameters' gradient is summed in another order.
    package var stageMemory: Int

    /// Weight of Σ |h| |e| over each row's steps in the loss that the discrete pullback differentiates, e the embedded error
    /// estimate in the root mean square over features (Pal, Ma, Shah, Rackauckas 2021, equation 8); 0 for none.
    package var errorWeight = 0.0

    let coefficients: SolverCoefficients<Scalar>
    let field: any StageField<Scalar>
    let memory: StageMemory<Scalar>
    /// The field, if it is a recorded one: then its stages can be kept and pulled back.
    private let recorded: ProgramStages<Scalar>?
    let clocks: LaneClocks<Scalar>
    let tape: StepTape<Scalar>
    /// Where set, a recording is that of the dense output instead of the steps.
    var denseTape: DenseTape<Scalar>?
    /// Interpolation coefficients, `(powers)(features, capacity)`.
    let polynomial: LaneBuffer<Scalar>
    let zeros: LaneBuffer<Scalar>
    let adjoint: AdjointMemory<Scalar>
    var rows = 0
    /// Lanes that hold rows.
    var active = 0
    /// Whether the stages of the current step are kept.
    var keepsStages = false

    /// Prepares to solve `field` for up to `capacity` rows at once.
    package convenience init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        capacity: Int
    ) {
        let lanes = LaneBlock.paddedLanes(for: max(capacity, 1))
        let stages = ProgramStages<Scalar>(field, stages: method.allStages, capacity: lanes)
        self.init(stages, recorded: stages, method: method, control: control, options: options)
    }

    /// Prepares to solve a field of its own kind; it cannot be pulled back.
    convenience init(
        _ field: any StageField<Scalar>, method: Tableau, control: StepControl, options: SolverOptions
    ) {
        self.init(field, recorded: nil, method: method, control: control, options: options)
    }

    private init(
        _ field: any StageField<Scalar>, recorded: ProgramStages<Scalar>?, method: Tableau, control: StepControl,
        options: SolverOptions
    ) {
        control.requireValid()
        let memory = field.memory
        self.field = field
        self.memory = memory
        self.recorded = recorded
        self.method = method
        self.control = control
        self.options = options
        capacity = memory.capacity
        coefficients = SolverCoefficients(method)
        clocks = LaneClocks(capacity: capacity)
        tape = StepTape(features: memory.features, capacity: capacity)
        polynomial = LaneBuffer(count: method.dense.count * memory.features * capacity)
        zeros = LaneBuffer(count: memory.features * capacity)
        adjoint = AdjointMemory(features: memory.features, powers: method.dense.count, capacity: capacity)
        records = RowRecords(capacity: capacity)
        stageMemory = recorded?.bytesWorthKeeping ?? 0
    }

    /// Steps and evaluations of `row`.
    package func statistics(of row: Int) -> RowStatistics { records.statistics[row] }

    /// Σ |h| |e| of `row`, found by a discrete pullback with `errorWeight`.
    package func errorSum(of row: Int) -> Double { records.errorSum[row] }

    /// The size of the step that would have come next in `row`: a good first step of a solve that goes on from there.
    package func nextStep(of row: Int) -> Double { records.nextStep[row] }

    /// Bytes of the recording, which grow with the number of steps; kept stages are part of it.
    package var recordedBytes: Int {
        denseTape?.allocatedBytes ?? (tape.bytes + tape.keptIterations * bytesPerKeptStep)
    }

    /// Bytes of buffers and recordings. They are kept until the solver is released, so this is the peak.
    package var allocatedBytes: Int {
        tape.allocatedBytes + (denseTape?.allocatedBytes ?? 0) + polynomial.allocatedBytes + zeros.allocatedBytes
            + adjoint.allocatedBytes + field.allocatedBytes
    }

    /// Features of the state.
    var features: Int { memory.features }

    /// Elements from one feature to the next.
    var stride: Int { memory.stride }

    /// Elements from one stage to the next.
    var stageStride: Int { memory.stageStride }

    /// The derivative of stage 0; stage j is `stageStride` elements further on for each j.
    var stages: UnsafeMutablePointer<Scalar> { memory.derivatives }

    /// The state at which stage `stage` is evaluated.
    func state(_ stage: Int) -> UnsafeMutablePointer<Scalar> { memory.states + stage * stageStride }

    /// Evaluates the field at `stage`.
    func evaluate(_ stage: Int, lanes: Int, parameters: UnsafePointer<Scalar>, at node: Double) {
        field.evaluate(
            stage, active: active, lanes: lanes, node: node, clocks: clocks, parameters: parameters)
    }

    /// The stages of the recorded field; an adjoint's field has none, and is not pulled back.
    var programStages: ProgramStages<Scalar> {
        guard let recorded else { preconditionFailure("the adjoint equation is not pulled back") }
        return recorded
    }

    /// Goes over to the stages of kept step `step`, or to those that every step uses again.
    func use(step: Int?) { recorded?.use(step: step) }

    /// Bytes of a step's stages, 0 where they cannot be kept.
    var bytesPerKeptStep: Int { recorded?.bytesPerStep ?? 0 }
}
