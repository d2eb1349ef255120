import Lanes

/// The gradient of a solution by a second solve, backward in time: appendix C of Chen et al. 2018.
///
/// The state y and its cotangent a go back together, a' = −aᵀ ∂f/∂y, from output to output; at each output y is set to what
/// the forward solve found and a jumps by the output's cotangent. The parameters' gradient is ∫ aᵀ ∂f/∂θ dt. Memory does
/// not grow with the number of steps. The result differs from the discrete adjoint's by the tolerance of both solves.
///
/// If outputs are closer than the steps, a alone goes back, by steps over several outputs at once that start from the
/// forward solve's states (`SpanningAdjoint`).
///
/// The interpolating variant reads y from the dense output of the forward solve instead: a alone goes back.
///
/// Every row keeps its own clock. Use from one thread at a time.
package final class ContinuousAdjoint<Scalar: LaneScalar> {
    /// Evaluations of the last backward solve (each with a pullback, or two over several outputs), summed over rows.
    package private(set) var evaluations = 0

    private let field: VectorField
    private let stages: AdjointStages<Scalar>
    private let solver: BlockSolver<Scalar>
    private let capacity: Int
    /// The intervals between outputs that the rows go back over in one solve, and the row of each.
    private let segment: OwnedBlockRequest<Scalar>
    private var rowOfLane: [Int] = []
    private let results: LaneBuffer<Scalar>
    /// The cotangent of every row's state, `(features, capacity)` by row.
    private let cotangent: LaneBuffer<Scalar>
    /// Size of each row's next step, 0 where nothing is known.
    private let steps: LaneBuffer<Double>
    /// The output at which each row stands, -1 for the start.
    private let standing: UnsafeMutablePointer<Int>
    /// Steps over several outputs, where they are wanted.
    private let spanning: SpanningAdjoint<Scalar>?

    /// Prepares backward solves for up to `capacity` rows.
    ///
    /// - Parameters:
    ///   - control: of the backward solve; its tolerance need not be the forward one's.
    ///   - capacity: that of the forward solver, by which its arrays are laid out.
    ///   - spansOutputs: whether a step may reach over several outputs; where not, as in the paper, one ends at every output.
    ///   - leniency: of steps over several outputs, how much larger the cotangent's error may be than the state's, both in units
    ///     of the tolerance; `nil` for the relative tolerance to the power of −1/4, at most 100.
    package convenience init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        capacity: Int, spansOutputs: Bool = true, leniency: Double? = nil
    ) {
        let lanes = LaneBlock.paddedLanes(for: max(capacity, 1))
        self.init(
            AdjointStages(field, method: method, capacity: lanes), method: method, control: control, options: options,
            spanning: spansOutputs
                ? SpanningAdjoint(
                    field: field, method: method, control: control, options: options, leniency: leniency,
                    capacity: lanes)
                : nil)
    }

    /// Prepares backward solves that read the state from the recorded solutions of `forward`, by the same method. From now
    /// on, what `forward` records is its dense output.
    ///
    /// - Parameter control: of the backward solve.
    package convenience init(
        interpolating forward: BlockSolver<Scalar>, control: StepControl, options: SolverOptions = SolverOptions()
    ) {
        let tape = DenseTape<Scalar>(
            features: forward.features, method: forward.method, capacity: forward.capacity)
        forward.denseTape = tape
        self.init(
            AdjointStages(
                forward.programStages.field, method: forward.method, capacity: forward.capacity, tape: tape),
            method: forward.method, control: control, options: options, spanning: nil)
    }

    private init(
        _ stages: AdjointStages<Scalar>, method: Tableau, control: StepControl, options: SolverOptions,
        spanning: SpanningAdjoint<Scalar>?
    ) {
        self.stages = stages
        self.spanning = spanning
        field = stages.field
        capacity = stages.capacity
        var bounded = options
        // The integral of the gradient ends where the interval ends.
        bounded.mayPassEnd = false
        solver = BlockSolver(stages, method: method, control: control, options: bounded)
        segment = OwnedBlockRequest(features: stages.features, capacity: capacity)
        rowOfLane.reserveCapacity(capacity)
        results = LaneBuffer(count: stages.features * capacity)
        cotangent = LaneBuffer(count: field.features * capacity)
        steps = LaneBuffer(count: capacity)
        standing = .allocate(capacity: capacity)
    }

    deinit { standing.deallocate() }

    /// Bytes held by buffers of lanes, the peak; a tape that is read belongs to the forward solver.
    package var allocatedBytes: Int {
        solver.allocatedBytes + segment.initial.allocatedBytes + results.allocatedBytes + cotangent.allocatedBytes
            + (spanning?.allocatedBytes ?? 0)
    }

    /// Pulls a solution back.
    ///
    /// - Parameters:
    ///   - outputs: what the forward solve gave: the k-th state of row r at `outputs[(k · features + f) · capacity + r]`.
    ///   - outputCotangents: laid out as the outputs.
    ///   - gradient: the parameters' gradient is added here.
    ///   - initialCotangent: `(features, capacity)`, overwritten.
    ///   - firstSteps: sizes of the rows' first steps back, such as those of the forward solve's next ones; `nil` to choose.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBack(
        outputs: UnsafePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>,
        parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
        initialCotangent: UnsafeMutablePointer<Scalar>, firstSteps: UnsafePointer<Double>? = nil
    ) throws(SolverError) {
        evaluations = 0
        cotangent.clear()
        stages.gradient = gradient
        spanning?.begin(rows: request.rows)
        for row in 0..<request.rows {
            arrive(row, at: request.outputOffsets[row + 1] - request.outputOffsets[row] - 1, outputCotangents)
            steps.pointer[row] = firstSteps.map { abs($0[row]) } ?? 0
        }
        var choosesSteps = firstSteps == nil
        var entries = stages.tape?.last ?? []
        stages.tapeChanged()
        while true {
            segment.removeAll()
            rowOfLane.removeAll(keepingCapacity: true)
            spanning?.clear()
            for row in 0..<request.rows where standing[row] >= 0 {
                let output = standing[row]
                if let stretch = spanning?.stretch(request, row: row, from: output, reach: steps.pointer[row]) {
                    spanning?.add(stretch)
                    continue
                }
                let place = request.outputOffsets[row] + output
                let from = request.outputTimes[place]
                let to = output > 0 ? request.outputTimes[place - 1] : request.startTimes[row]
                rowOfLane.append(row)
                let firstStep = steps.pointer[row]
                segment.add(
                    start: from, time: to,
                    // Where none is known, a hundredth of the interval.
                    firstStep: firstStep > 0 ? firstStep : max(abs(to - from) / 100, .leastNormalMagnitude))
                load(
                    lane: segment.rows - 1, row: row,
                    states: outputs + output * field.features * capacity)
            }
            if let spanning, !spanning.isEmpty {
                evaluations += try spanning.step(
                    request, outputs: outputs, outputCotangents, parameters: parameters, gradient: gradient,
                    cotangent: cotangent.pointer, steps: steps.pointer
                ) { arrive($0.row, at: $0.to, outputCotangents) }
            } else if segment.rows == 0 {
                break
            }
            guard segment.rows > 0 else { continue }
            let interval = segment.request
            if let tape = stages.tape?.reader {
                for lane in 0..<segment.rows where interval.startTimes[lane] != interval.outputTimes[lane] {
                    let row = rowOfLane[lane]
                    entries[row] = tape.entry(covering: interval.startTimes[lane], from: entries[row])
                    stages.entryOfRow[lane] = entries[row]
                }
            }
            try solve(interval, choosesSteps: choosesSteps, parameters)
            choosesSteps = false
            for lane in 0..<segment.rows {
                let row = rowOfLane[lane]
                if solver.records.nextStep[lane] > 0, interval.startTimes[lane] != interval.outputTimes[lane] {
                    steps.pointer[row] = solver.records.nextStep[lane]
                }
                evaluations += solver.records.statistics[lane].evaluations
                for feature in 0..<field.features {
                    cotangent.pointer[feature * capacity + row] =
                        results.pointer[(stages.cotangentOffset + feature) * capacity + lane]
                }
                arrive(row, at: standing[row] - 1, outputCotangents)
            }
        }
        initialCotangent.update(from: cotangent.pointer, count: field.features * capacity)
    }

    /// `row` now stands at output `index`, or at its start: a jumps by the output's cotangent.
    private func arrive(_ row: Int, at index: Int, _ outputCotangents: UnsafePointer<Scalar>) {
        standing[row] = index
        guard index >= 0 else { return }
        for feature in 0..<field.features {
            cotangent.pointer[feature * capacity + row] +=
                outputCotangents[(index * field.features + feature) * capacity + row]
        }
    }

    /// Puts the state that the forward solve found and the cotangent into `lane`.
    private func load(lane: Int, row: Int, states: UnsafePointer<Scalar>) {
        for feature in 0..<field.features {
            if stages.tape == nil {
                segment.initial.pointer[feature * capacity + lane] = states[feature * capacity + row]
            }
            segment.initial.pointer[(stages.cotangentOffset + feature) * capacity + lane] =
                cotangent.pointer[feature * capacity + row]
        }
    }

    private func solve(
        _ interval: BlockRequest<Scalar>, choosesSteps: Bool, _ parameters: UnsafePointer<Scalar>
    ) throws(SolverError) {
        var interval = interval
        if choosesSteps { interval.firstSteps = nil }
        do throws(SolverError) {
            try solver.solve(interval, parameters: parameters, outputs: results.pointer)
        } catch {
            throw error.renumbered { rowOfLane[$0] }
        }
    }
}
