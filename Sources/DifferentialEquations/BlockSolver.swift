import Differentiation
import Lanes

/// Solves one vector field for a block of rows, each on its own clock.
///
/// A row has its own start, steps, error test and outputs; rows that are done leave the block, and what one gets depends
/// on no other. Outputs are interpolated, so their number costs little, and no step is cut short for them. All memory is
/// kept from call to call. One solver belongs to one thread.
///
/// Notation: y state, k stages, h step, t time; S stages, F features, R rows (lanes) of the block.
public final class BlockSolver<Scalar: LaneScalar> {
    /// The field.
    public let field: VectorField
    /// The method.
    public let method: Tableau
    /// How steps are chosen.
    public let control: StepControl
    /// Bounds on the work.
    public let options: SolverOptions
    /// Rows that fit, a multiple of `LaneBlock.width`.
    public let capacity: Int
    /// What each row took, by row.
    public internal(set) var statistics: [RowStatistics]
    /// Evaluations of the pullback's recomputation, summed over rows.
    public internal(set) var backwardEvaluations = 0

    let coefficients: SolverCoefficients<Scalar>
    let values: LaneBuffer<Scalar>
    let cotangents: LaneBuffer<Scalar>
    let clocks: LaneClocks<Scalar>
    let tape: StepTape<Scalar>
    /// Interpolation coefficients, `(powers)(features, capacity)`.
    let polynomial: LaneBuffer<Scalar>
    let zeros: LaneBuffer<Scalar>
    let adjoint: AdjointMemory<Scalar>
    /// Last tape entry of each row, -1 for none.
    var lastEntry: [Int32]
    /// Outputs at the very start of each row.
    var startOutputs: [Range<Int32>]
    var rows = 0

    /// Prepares to solve `field` for up to `capacity` rows at once.
    public init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        capacity: Int
    ) {
        self.field = field
        self.method = method
        self.control = control
        self.options = options
        self.capacity = LaneBlock.paddedLanes(for: max(capacity, 1))
        coefficients = SolverCoefficients(method)
        let size = field.program.arenaFeatures * method.stages * self.capacity
        values = LaneBuffer(count: size)
        cotangents = LaneBuffer(count: size)
        clocks = LaneClocks(capacity: self.capacity)
        tape = StepTape(features: field.features, capacity: self.capacity)
        polynomial = LaneBuffer(count: method.dense.count * field.features * self.capacity)
        zeros = LaneBuffer(count: field.features * self.capacity)
        adjoint = AdjointMemory(features: field.features, powers: method.dense.count, capacity: self.capacity)
        statistics = Array(repeating: RowStatistics(), count: self.capacity)
        lastEntry = Array(repeating: -1, count: self.capacity)
        startOutputs = Array(repeating: 0..<0, count: self.capacity)
    }

    /// Elements from one feature of the arena to the next.
    var stride: Int { method.stages * capacity }

    /// The frame of stage `stage`.
    func frame(_ stage: Int, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: stride, column: stage * capacity,
            lanes: lanes)
    }

    /// The derivative of stage 0; stage j is `capacity` elements further on for each j.
    var stages: UnsafeMutablePointer<Scalar> { values.pointer + field.derivative.offset * stride }

    /// The state at which stage `stage` is evaluated.
    func state(_ stage: Int) -> UnsafeMutablePointer<Scalar> {
        values.pointer + (field.state.offset * stride + stage * capacity)
    }

    /// Evaluates the field at `stage`, writing the time of each lane where the field reads it.
    func evaluate(_ stage: Int, lanes: Int, parameters: UnsafePointer<Scalar>, at node: Double) {
        if let time = field.time {
            let slot = frame(stage, lanes: lanes).value(time)
            for lane in 0..<lanes { slot[lane] = Scalar(clocks.time[lane] + node * clocks.step[lane]) }
        }
        field.program.evaluate(frame(stage, lanes: lanes), parameters: parameters)
    }
}
