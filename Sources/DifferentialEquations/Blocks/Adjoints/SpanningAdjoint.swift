import Differentiation
import Lanes

/// Steps of the adjoint equation that reach over several outputs.
///
/// Where outputs stand closer than the steps that the tolerance asks for, a solve from output to output takes more steps than
/// are needed. A step from t₀ to t₁ over the outputs between them starts from the state that the forward solve found at t₀,
/// which is an output itself, or the start. It computes the method's stages from there, and carries the cotangent a back by
/// the partner of the method: the Runge–Kutta method with coefficients bⱼ aⱼᵢ / bᵢ on the same stages, which solves
/// a' = −aᵀ ∂f/∂y with the order of the method (Hager 2000; Sanz-Serna 2016, section 3). The outputs' cotangents come in where
/// they stand, through the dense output. No state is integrated backward and nothing is kept from step to step.
///
/// The error test judges three things in the root mean square: the state at the end by the method's own estimate; the cotangent
/// by how it would differ if it were carried by the embedded method; and the dense output by how far it is, in the middle of the
/// step, from what the forward solve found there, which may be ten times the tolerance (both sides have errors).
/// The cotangent may be allowed a larger error than the state: it is carried by the Jacobian, which has kinks where the
/// derivative of an activation has (ELU's, for one). There a step's error is of the order h² where the state's is h³, and a strict
/// test makes steps shorter than the state needs, for a gradient that the errors of the states spoil as much. By default its
/// relative tolerance is the state's to the power of 3/4.
///
/// Cost of a step of S stages: S evaluations and 2·S pullbacks, one half of them without the parameters' gradient.
final class SpanningAdjoint<Scalar: LaneScalar> {
    let solver: BlockSolver<Scalar>
    let relative: Double
    let absolute: Double
    /// How much larger the cotangent's error may be than the state's, both in units of the tolerance.
    let leniency: Double
    private let controller: PIDController
    /// Logarithms of the last two accepted errors of each row.
    private let lastError: UnsafeMutablePointer<Scalar>
    private let errorBefore: UnsafeMutablePointer<Scalar>
    /// The stretches of the step at hand, by lane.
    let stretches: UnsafeMutablePointer<Stretch>
    private(set) var count = 0

    /// From output `from` back to output `to` of a row, -1 for its start.
    struct Stretch {
        var row: Int
        var from: Int
        var to: Int
    }

    /// - Returns: `nil` where steps are not adaptive: then they have one size whatever the outputs.
    init?(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions, leniency: Double?,
        capacity: Int
    ) {
        guard case .adaptive(let relative, let absolute, let controller) = control, method.embeddedOrder != nil else {
            return nil
        }
        self.relative = relative
        self.absolute = absolute
        let root = relative.squareRoot().squareRoot()
        self.leniency = leniency ?? (root > 0 ? min(1 / root, 100) : 1)
        self.controller = controller
        solver = BlockSolver(field: field, method: method, control: control, options: options, capacity: capacity)
        stretches = .allocate(capacity: solver.capacity)
        lastError = .allocate(capacity: solver.capacity)
        errorBefore = .allocate(capacity: solver.capacity)
    }

    deinit {
        stretches.deallocate()
        lastError.deallocate()
        errorBefore.deallocate()
    }

    var allocatedBytes: Int { solver.allocatedBytes }

    /// Forgets every row.
    func begin(rows: Int) {
        for row in 0..<rows {
            lastError[row] = 0
            errorBefore[row] = 0
            solver.records.statistics[row] = RowStatistics()
        }
    }

    /// The stretch of whole intervals between outputs over which a step of size `reach` goes back from output `position` of `row`;
    /// `nil` where it covers none.
    func stretch(_ request: BlockRequest<Scalar>, row: Int, from position: Int, reach: Double) -> Stretch? {
        guard reach > 0, position > 0 else { return nil }
        let times = request.outputTimes + request.outputOffsets[row]
        let from = times[position]
        var to = position
        while to > 0, abs(from - times[to - 1]) <= reach { to -= 1 }
        if to == 0, abs(from - request.startTimes[row]) <= reach { to = -1 }
        let end = to < 0 ? request.startTimes[row] : times[to]
        return position - to >= 1 && end != from ? Stretch(row: row, from: position, to: to) : nil
    }

    /// Clears the list of stretches.
    func clear() { count = 0 }

    /// Adds to the list.
    func add(_ stretch: Stretch) {
        stretches[count] = stretch
        count += 1
    }

    /// Whether there is nothing to do.
    var isEmpty: Bool { count == 0 }

    /// Tries one step over every stretch, of which there is one at least.
    ///
    /// - Parameters:
    ///   - cotangent: of every row's state where it stands, `(features, capacity)`; of accepted rows it becomes that at the
    ///     end of their stretch, the output there left out.
    ///   - steps: of every row, the size of the step that was proposed; becomes that of its next one.
    ///   - accepted: called with each stretch that is done.
    /// - Returns: evaluations of the field.
    func step(
        _ request: BlockRequest<Scalar>, outputs: UnsafePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>,
        parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
        cotangent: UnsafeMutablePointer<Scalar>, steps: UnsafeMutablePointer<Double>, accepted: (Stretch) -> Void
    ) throws(SolverError) -> Int {
        let active = count
        let lanes = LaneBlock.paddedLanes(for: active)
        load(request, outputs, cotangent, lanes: lanes)
        solver.active = active
        solver.evaluate(0, lanes: lanes, parameters: parameters, at: 0)
        solver.advance(lanes: lanes, parameters)
        let isWithin = collect(request, outputCotangents, lanes: lanes)
        solver.measureErrors(relative, absolute, lanes: lanes)
        solver.pullBackErrorEstimate(lanes: lanes, parameters)
        judgeCotangents(lanes: lanes)
        if isWithin {
            solver.computeDenseStages(lanes: lanes, parameters)
            solver.makePolynomial(lanes: lanes)
            judgeOutputs(request, outputs)
        }
        let passed = try solver.chooseSteps(controller, active: active, lanes: lanes)
        if passed > 0 {
            silenceRejected(active: active)
            solver.clearStageCotangents(lanes: lanes)
            if isWithin {
                solver.spreadOutputs(lanes: lanes)
                solver.pullBackDenseStages(lanes: lanes, parameters)
            }
            solver.pullBackStages(lanes: lanes, parameters)
            solver.pullBackFirstStage(
                groups: isWithin ? solver.method.allStages : solver.method.stages, lanes: lanes, parameters, gradient)
        }
        finish(cotangent, steps, accepted)
        let dense = isWithin ? solver.method.denseNodes.count : 0
        return active * (solver.method.stages + dense)
    }

    /// Brings starts, steps and cotangents of the stretches into the lanes.
    private func load(
        _ request: BlockRequest<Scalar>, _ outputs: UnsafePointer<Scalar>, _ cotangent: UnsafePointer<Scalar>,
        lanes: Int
    ) {
        let features = solver.features
        let capacity = solver.capacity
        let clocks = solver.clocks
        let adjoint = solver.adjoint
        let y = solver.state(0)
        for lane in 0..<count {
            let stretch = stretches[lane]
            let row = stretch.row
            let times = request.outputTimes + request.outputOffsets[row]
            let start = stretch.to < 0 ? request.startTimes[row] : times[stretch.to]
            let step = times[stretch.from] - start
            clocks.row[lane] = row
            clocks.time[lane] = start
            clocks.step[lane] = step
            clocks.scalarStep.pointer[lane] = Scalar(step)
            clocks.lastError[lane] = lastError[row]
            clocks.errorBefore[lane] = errorBefore[row]
            adjoint.step.pointer[lane] = Scalar(step)
            let states =
                stretch.to < 0 ? request.initial + row : outputs + (stretch.to * features * capacity + row)
            for feature in 0..<features {
                y[feature * solver.stride + lane] = states[feature * capacity]
                adjoint.state.pointer[feature * capacity + lane] = cotangent[feature * capacity + row]
            }
        }
        adjoint.slope.clear()
        for lane in count..<lanes {
            // Without a row, a lane stands still where the first one starts: at a place where the field has a value.
            clocks.time[lane] = clocks.time[0]
            clocks.step[lane] = 0
            clocks.scalarStep.pointer[lane] = 0
            adjoint.step.pointer[lane] = 0
            for feature in 0..<features {
                y[feature * solver.stride + lane] = y[feature * solver.stride]
                adjoint.state.pointer[feature * capacity + lane] = 0
            }
        }
    }

    /// The cotangents of the outputs within the stretches. Returns whether there is one within a step.
    private func collect(
        _ request: BlockRequest<Scalar>, _ outputCotangents: UnsafePointer<Scalar>, lanes: Int
    ) -> Bool {
        solver.clearOutputs(lanes: lanes)
        var isWithin = false
        for lane in 0..<count {
            let stretch = stretches[lane]
            let record = StepRecord(
                time: solver.clocks.time[lane], step: solver.clocks.step[lane],
                firstOutput: Int32(stretch.to + 1), endOutput: Int32(stretch.from))
            if solver.collectOutputs(outputCotangents, request, of: record, row: stretch.row, lane: lane) {
                isWithin = true
            }
        }
        return isWithin
    }

    /// Gives rejected lanes a step of 0 and cotangents of 0, so that they contribute nothing.
    private func silenceRejected(active: Int) {
        let clocks = solver.clocks
        let adjoint = solver.adjoint
        let features = solver.features
        let accepted = (0..<active).first { !clocks.wasRejected[$0] } ?? 0
        for lane in 0..<active where clocks.wasRejected[lane] {
            adjoint.step.pointer[lane] = 0
            clocks.denseStep.pointer[lane] = 0
            for feature in 0..<features {
                let index = feature * solver.capacity + lane
                adjoint.state.pointer[index] = 0
                adjoint.base.pointer[index] = 0
                for power in 0..<solver.method.dense.count {
                    adjoint.polynomial.pointer[power * features * solver.capacity + index] = 0
                }
            }
            solver.programStages.copy(lane: accepted, to: lane, stages: 0..<solver.method.allStages)
        }
    }

    /// Hands the cotangents of accepted rows over and keeps every row's next step.
    private func finish(
        _ cotangent: UnsafeMutablePointer<Scalar>, _ steps: UnsafeMutablePointer<Double>, _ accepted: (Stretch) -> Void
    ) {
        let clocks = solver.clocks
        for lane in 0..<count {
            let stretch = stretches[lane]
            let row = stretch.row
            let factor = Double(clocks.factor.pointer[lane])
            let next = abs(clocks.step[lane]) * factor
            guard !clocks.wasRejected[lane] else {
                steps[row] = next
                continue
            }
            // A step that was cut short for an output to end at says nothing against a longer one.
            steps[row] = factor >= 1 ? max(next, steps[row]) : next
            lastError[row] = clocks.lastError[lane]
            errorBefore[row] = clocks.errorBefore[lane]
            for feature in 0..<solver.features {
                cotangent[feature * solver.capacity + row] =
                    solver.adjoint.state.pointer[feature * solver.capacity + lane]
            }
            accepted(stretch)
        }
    }
}

extension BlockSolver {
    /// After `pullBackStages`, the first stage as well, which here belongs to no step before; then the parameters' gradient of
    /// `groups` stages. `adjoint.state` is then the whole cotangent of the step's start.
    fileprivate func pullBackFirstStage(
        groups: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let program = programStages
        program.field.program.pullBack(program.frame(0, lanes: lanes), parameters: parameters)
        Scalar.scaleAdd(
            1, x: program.stateCotangents, xStride: stride, 1, y: adjoint.state.pointer, yStride: capacity,
            features: features, lanes: lanes)
        program.field.program.accumulateParameterGradient(
            program.frame(0, lanes: lanes), groups: groups, groupStride: stageStride, into: gradient)
    }
}
