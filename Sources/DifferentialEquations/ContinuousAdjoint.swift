import Lanes

/// The gradient of a solution by a second solve, backward in time: appendix C of Chen et al. 2018.
///
/// The state y and its cotangent a go back together, a' = −aᵀ ∂f/∂y, from output to output; at each output y is set to what
/// the forward solve found and a jumps by the output's cotangent. The parameters' gradient is ∫ aᵀ ∂f/∂θ dt. Memory does
/// not grow with the number of steps. The result differs from the discrete adjoint's by the tolerance of both solves.
///
/// Every row keeps its own clock here too. One adjoint belongs to one thread.
public final class ContinuousAdjoint<Scalar: LaneScalar> {
    /// Evaluations of the last backward solve (each with a pullback), summed over rows.
    public private(set) var evaluations = 0

    private let field: VectorField
    private let stages: AdjointStages<Scalar>
    private let solver: BlockSolver<Scalar>
    private let capacity: Int
    private let initial: LaneBuffer<Scalar>
    private let results: LaneBuffer<Scalar>
    /// The cotangent of every row's state, `(features, capacity)` by row.
    private let cotangent: LaneBuffer<Scalar>

    /// Prepares backward solves for up to `capacity` rows.
    ///
    /// - Parameters:
    ///   - control: of the backward solve; its tolerance need not be the forward one's.
    ///   - capacity: that of the forward solver, by which its arrays are laid out.
    public init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        capacity: Int
    ) {
        self.field = field
        let lanes = LaneBlock.paddedLanes(for: max(capacity, 1))
        self.capacity = lanes
        stages = AdjointStages(field, method: method, capacity: lanes)
        var bounded = options
        // The integral of the gradient ends where the interval ends.
        bounded.mayPassEnd = false
        solver = BlockSolver(stages, method: method, control: control, options: bounded)
        initial = LaneBuffer(count: 2 * field.features * lanes)
        results = LaneBuffer(count: 2 * field.features * lanes)
        cotangent = LaneBuffer(count: field.features * lanes)
    }

    /// Cotangents of times, where they are wanted.
    public struct TimeCotangents {
        /// Of each row's start, `(rows)`; overwritten.
        public var starts: UnsafeMutablePointer<Double>
        /// Of each output time, laid out as the request's output times; overwritten.
        public var outputs: UnsafeMutablePointer<Double>

        /// Wants both.
        public init(starts: UnsafeMutablePointer<Double>, outputs: UnsafeMutablePointer<Double>) {
            self.starts = starts
            self.outputs = outputs
        }
    }

    /// Pulls a solution back.
    ///
    /// - Parameters:
    ///   - outputs: what the forward solve gave: the k-th state of row r at `outputs[(k · features + f) · capacity + r]`.
    ///   - outputCotangents: laid out as the outputs.
    ///   - gradient: the parameters' gradient is added here.
    ///   - initialCotangent: `(features, capacity)`, overwritten.
    ///   - times: dL/dtₖ = āₖᵀ f(tₖ, yₖ) of every output and dL/dt₀ = −a(t₀)ᵀ f(t₀, y₀) of every start go here.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func pullBack(
        outputs: UnsafePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>,
        parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
        initialCotangent: UnsafeMutablePointer<Scalar>, times: TimeCotangents? = nil
    ) throws(SolverError) {
        evaluations = 0
        cotangent.clear()
        stages.gradient = gradient
        // Outputs of each row that are still to be met, the last first.
        var left = (0..<request.rows).map { request.outputOffsets[$0 + 1] - request.outputOffsets[$0] }
        var segment = Segments(capacity: capacity)
        var steps = [Double](repeating: 0, count: capacity)
        var isFirst = true
        while true {
            segment.clear()
            for row in 0..<request.rows where left[row] > 0 {
                left[row] -= 1
                meet(left[row], of: row, outputs, outputCotangents)
                let place = request.outputOffsets[row] + left[row]
                let from = request.outputTimes[place]
                let to = left[row] > 0 ? request.outputTimes[place - 1] : request.startTimes[row]
                segment.add(row: row, from: from, to: to, firstStep: steps[row])
                load(
                    lane: segment.count - 1, row: row,
                    states: outputs + left[row] * field.features * capacity)
            }
            guard segment.count > 0 else { break }
            if let times { try slopes(segment, request, outputCotangents, left, parameters, times) }
            try solve(segment, choosesSteps: isFirst, parameters)
            isFirst = false
            for lane in 0..<segment.count {
                let row = segment.rows[lane]
                if solver.nextSteps[lane] > 0, segment.starts[lane] != segment.ends[lane] {
                    steps[row] = solver.nextSteps[lane]
                }
                evaluations += solver.statistics[lane].evaluations
                for feature in 0..<field.features {
                    cotangent.pointer[feature * capacity + row] =
                        results.pointer[(field.features + feature) * capacity + lane]
                }
            }
        }
        initialCotangent.update(from: cotangent.pointer, count: field.features * capacity)
        if let times { try startSlopes(request, parameters, times) }
    }

    /// a jumps by the cotangent of output `index` of `row`.
    private func meet(
        _ index: Int, of row: Int, _ outputs: UnsafePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>
    ) {
        for feature in 0..<field.features {
            cotangent.pointer[feature * capacity + row] +=
                outputCotangents[(index * field.features + feature) * capacity + row]
        }
    }

    /// Puts the state that the forward solve found and the cotangent into `lane`.
    private func load(lane: Int, row: Int, states: UnsafePointer<Scalar>) {
        for feature in 0..<field.features {
            initial.pointer[feature * capacity + lane] = states[feature * capacity + row]
            initial.pointer[(field.features + feature) * capacity + lane] =
                cotangent.pointer[feature * capacity + row]
        }
    }

    private func solve(
        _ segment: Segments, choosesSteps: Bool, _ parameters: UnsafePointer<Scalar>
    ) throws(SolverError) {
        do throws(SolverError) {
            try segment.withPointers { starts, ends, offsets, firstSteps throws(SolverError) in
                var inner = BlockRequest(
                    rows: segment.count, initial: UnsafePointer(initial.pointer), startTimes: starts,
                    outputTimes: ends, outputOffsets: offsets)
                if !choosesSteps { inner.firstSteps = firstSteps }
                try solver.solve(inner, parameters: parameters, outputs: results.pointer)
            }
        } catch {
            throw error.renumbered { segment.rows[$0] }
        }
    }

    /// ḡₖᵀ f(tₖ, yₖ) of the outputs at which the segments begin.
    private func slopes(
        _ segment: Segments, _ request: BlockRequest<Scalar>, _ outputCotangents: UnsafePointer<Scalar>,
        _ left: [Int], _ parameters: UnsafePointer<Scalar>, _ times: TimeCotangents
    ) throws(SolverError) {
        evaluate(count: segment.count, at: segment.starts, parameters)
        for lane in 0..<segment.count {
            let row = segment.rows[lane]
            var sum = 0.0
            for feature in 0..<field.features {
                let g = outputCotangents[(left[row] * field.features + feature) * capacity + row]
                sum += Double(g) * Double(stages.derivatives[feature * stages.stride + lane])
            }
            times.outputs[request.outputOffsets[row] + left[row]] = sum
        }
    }

    /// −a(t₀)ᵀ f(t₀, y₀) of every row.
    private func startSlopes(
        _ request: BlockRequest<Scalar>, _ parameters: UnsafePointer<Scalar>, _ times: TimeCotangents
    ) throws(SolverError) {
        for row in 0..<request.rows { load(lane: row, row: row, states: request.initial) }
        let starts = (0..<request.rows).map { request.startTimes[$0] }
        evaluate(count: request.rows, at: starts, parameters)
        for row in 0..<request.rows {
            var sum = 0.0
            for feature in 0..<field.features {
                sum +=
                    Double(cotangent.pointer[feature * capacity + row])
                    * Double(stages.derivatives[feature * stages.stride + row])
            }
            times.starts[row] = -sum
        }
    }

    /// Evaluates the field for the lanes that are loaded.
    private func evaluate(count: Int, at lanesTimes: [Double], _ parameters: UnsafePointer<Scalar>) {
        let lanes = LaneBlock.paddedLanes(for: count)
        for lane in 0..<lanes {
            solver.clocks.time[lane] = lane < count ? lanesTimes[lane] : 0
            solver.clocks.step[lane] = 0
            for feature in 0..<2 * field.features {
                stages.states[feature * stages.stride + lane] =
                    lane < count ? initial.pointer[feature * capacity + lane] : 0
            }
        }
        stages.evaluate(
            0, active: count, lanes: lanes, node: 0, clocks: solver.clocks, parameters: parameters)
    }
}

/// The intervals between outputs that the rows go back over in one solve.
private struct Segments {
    private(set) var rows: [Int] = []
    private(set) var starts: [Double] = []
    private(set) var ends: [Double] = []
    private var firstSteps: [Double] = []
    private var offsets: [Int] = [0]

    init(capacity: Int) {
        rows.reserveCapacity(capacity)
        starts.reserveCapacity(capacity)
        ends.reserveCapacity(capacity)
        firstSteps.reserveCapacity(capacity)
        offsets.reserveCapacity(capacity + 1)
    }

    var count: Int { rows.count }

    mutating func clear() {
        rows.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        firstSteps.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
    }

    /// - Parameter firstStep: 0 where none is known: then a hundredth of the segment.
    mutating func add(row: Int, from: Double, to: Double, firstStep: Double) {
        rows.append(row)
        starts.append(from)
        ends.append(to)
        firstSteps.append(firstStep > 0 ? firstStep : max(abs(to - from) / 100, .leastNormalMagnitude))
        offsets.append(rows.count)
    }

    func withPointers(
        _ body: (
            UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Int>, UnsafePointer<Double>
        ) throws(SolverError) -> Void
    ) throws(SolverError) {
        try starts.withUnsafeBufferPointer { starts throws(SolverError) in
            try ends.withUnsafeBufferPointer { ends throws(SolverError) in
                try offsets.withUnsafeBufferPointer { offsets throws(SolverError) in
                    try firstSteps.withUnsafeBufferPointer { steps throws(SolverError) in
                        guard let start = starts.baseAddress, let end = ends.baseAddress,
                            let offset = offsets.baseAddress, let step = steps.baseAddress
                        else { return }
                        try body(start, end, offset, step)
                    }
                }
            }
        }
    }
}
