import Lanes

/// Solves one vector field for a block of rows, each on its own clock.
///
/// A row has its own start, steps, error test and outputs; rows that are done leave the block, and what one gets depends
/// on no other. Outputs are interpolated, so their number costs little, and no step is cut short for them. All memory is
/// kept from call to call. One solver belongs to one thread.
///
/// Notation: y state, k stages, h step, t time; S stages, F features, R rows (lanes) of the block.
public final class BlockSolver<Scalar: LaneScalar> {
    /// The method.
    public let method: Tableau
    /// How steps are chosen.
    public let control: StepControl
    /// Bounds on the work.
    public let options: SolverOptions
    /// Rows that fit, a multiple of `LaneBlock.width`.
    public let capacity: Int
    /// What each row took, by row.
    ///
    /// - Complexity: a copy of `capacity` elements; `statistics(of:)` gives one.
    public internal(set) var statistics: [RowStatistics] {
        get { Array(UnsafeBufferPointer(start: records.statistics, count: capacity)) }
        set { for row in 0..<min(capacity, newValue.count) { records.statistics[row] = newValue[row] } }
    }
    let records: RowRecords
    /// Evaluations of the last pullback, of stages that were not kept, summed over rows.
    public internal(set) var backwardEvaluations = 0
    /// Pullbacks of the field by the last pullback, summed over rows.
    public internal(set) var backwardPullbacks = 0

    /// The most bytes of stages that a recording keeps, so that the discrete pullback need not compute them again: those of
    /// the first trial steps, of all rows together. A trial step takes (stages)·(features of the field's program)·(capacity)
    /// scalars.
    ///
    /// By default 8 MB where the field is wide enough that memory is faster than arithmetic, else none. What a row gets is
    /// the same to a bit; the parameters' gradient is the same sum in another order.
    public var stageMemory: Int

    /// Weight of Σ |h| |e| over each row's steps in the loss that the discrete pullback differentiates, e the embedded error
    /// estimate in the root mean square over features (Pal, Ma, Shah, Rackauckas 2021, equation 8); 0 for none.
    public var errorWeight = 0.0

    let coefficients: SolverCoefficients<Scalar>
    let dynamics: StageField<Scalar>
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
    /// Whether the stages of the step at hand are kept.
    var keepsStages = false

    /// Prepares to solve `field` for up to `capacity` rows at once.
    public convenience init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        capacity: Int
    ) {
        let lanes = LaneBlock.paddedLanes(for: max(capacity, 1))
        self.init(
            ProgramStages(field, stages: method.allStages, capacity: lanes), method: method, control: control,
            options: options)
    }

    /// Prepares to solve `dynamics`.
    init(_ dynamics: StageField<Scalar>, method: Tableau, control: StepControl, options: SolverOptions) {
        self.dynamics = dynamics
        self.method = method
        self.control = control
        self.options = options
        capacity = dynamics.capacity
        coefficients = SolverCoefficients(method)
        clocks = LaneClocks(capacity: capacity)
        tape = StepTape(features: dynamics.features, capacity: capacity)
        polynomial = LaneBuffer(count: method.dense.count * dynamics.features * capacity)
        zeros = LaneBuffer(count: dynamics.features * capacity)
        adjoint = AdjointMemory(features: dynamics.features, powers: method.dense.count, capacity: capacity)
        records = RowRecords(capacity: capacity)
        stageMemory = dynamics.bytesWorthKeeping
    }

    /// What `row` took.
    public func statistics(of row: Int) -> RowStatistics { records.statistics[row] }

    /// Σ |h| |e| of `row`, found by a discrete pullback with `errorWeight`.
    public func errorSum(of row: Int) -> Double { records.errorSum[row] }

    /// The size of the step that would have come next in `row`: a good first step of a solve that goes on from there.
    public func nextStep(of row: Int) -> Double { records.nextStep[row] }

    /// Bytes of the recording, which grow with the number of steps; kept stages are part of it.
    public var recordedBytes: Int {
        denseTape?.allocatedBytes ?? (tape.bytes + tape.keptIterations * dynamics.bytesPerStep)
    }

    /// Bytes held by buffers of lanes and recordings. None is given back before the solver is, so that this is the peak.
    public var allocatedBytes: Int {
        tape.allocatedBytes + (denseTape?.allocatedBytes ?? 0) + polynomial.allocatedBytes + zeros.allocatedBytes
            + adjoint.allocatedBytes + dynamics.allocatedBytes
    }

    /// Features of the state.
    var features: Int { dynamics.features }

    /// Elements from one feature to the next.
    var stride: Int { dynamics.stride }

    /// Elements from one stage to the next.
    var stageStride: Int { dynamics.stageStride }

    /// The derivative of stage 0; stage j is `stageStride` elements further on for each j.
    var stages: UnsafeMutablePointer<Scalar> { dynamics.derivatives }

    /// The state at which stage `stage` is evaluated.
    func state(_ stage: Int) -> UnsafeMutablePointer<Scalar> { dynamics.states + stage * stageStride }

    /// Evaluates the field at `stage`.
    func evaluate(_ stage: Int, lanes: Int, parameters: UnsafePointer<Scalar>, at node: Double) {
        dynamics.evaluate(
            stage, active: active, lanes: lanes, node: node, clocks: clocks, parameters: parameters)
    }
}
