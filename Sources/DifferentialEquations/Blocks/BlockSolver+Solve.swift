import Differentiation
import Lanes

extension BlockSolver {
    /// Solves every row of `request`.
    ///
    /// - Parameters:
    ///   - outputs: the k-th state of row r goes to `outputs[(k · features + f) · capacity + r]`. There is room for as many
    ///     outputs in every row as in the one with most; the others keep their values, but may be written.
    ///   - recording: keep what `pullBack` needs.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func solve(
        _ request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>,
        recording: Bool = false
    ) throws(SolverError) {
        try begin(request, parameters: parameters, outputs: outputs, keepsStages: recording && denseTape == nil)
        while active > 0 {
            try iterate(request, parameters: parameters, outputs: outputs, recording: recording)
        }
    }

    /// Takes every row to its first step.
    ///
    /// - Parameter keepsStages: keep the steps' stages as far as `stageMemory` reaches.
    func begin(
        _ request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>,
        keepsStages: Bool = false
    ) throws(SolverError) {
        if case .adaptive = control, method.embeddedOrder == nil { throw .noErrorEstimate(method: method.name) }
        requireThat(request.rows <= capacity, "\(request.rows) rows in a block of \(capacity)")
        backwardEvaluations = 0
        rows = request.rows
        clearTape()
        self.keepsStages = keepsStages && hasRoomForStages
        use(step: self.keepsStages ? 0 : nil)
        active = giveLanes(request, outputs)
        if active > 0 { try start(request, active: active, parameters) }
    }

    /// Tries one step of every lane.
    func iterate(
        _ request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>,
        recording: Bool
    ) throws(SolverError) {
        let lanes = LaneBlock.paddedLanes(for: active)
        for lane in 0..<active { clocks.scalarStep.pointer[lane] = Scalar(clocks.step[lane]) }
        advance(lanes: lanes, parameters)
        let accepted = try judge(request, active: active, lanes: lanes)
        field.stepsWereJudged(active: active, lanes: lanes, clocks: clocks)
        guard accepted > 0 else {
            for lane in 0..<active { clocks.step[lane] *= Double(clocks.factor.pointer[lane]) }
            return
        }
        let dense = recording ? denseTape : nil
        let isWithin = prepareDenseSteps(request, active: active, lanes: lanes, all: dense != nil)
        if isWithin {
            evaluateDenseStages(active: active, lanes: lanes, parameters)
            makePolynomial(lanes: lanes)
        }
        if let dense { keepPolynomials(dense, active: active) }
        let iteration = recording && dense == nil ? keep(active: active, lanes: lanes) : -1
        interpolate(request, active: active, lanes: lanes, iteration: iteration, outputs)
        let evaluated = isWithin ? method.allStages : method.stages
        active = moveOn(request, active: active, accepted: accepted, evaluated: evaluated)
    }

    /// Forgets what was recorded.
    func clearTape() {
        tape.clear()
        denseTape?.clear()
        for row in 0..<rows {
            records.lastEntry[row] = -1
            records.steps[row] = 0
        }
    }

    /// Gives each row with outputs beyond its start a lane; answers outputs at the start.
    private func giveLanes(_ request: BlockRequest<Scalar>, _ outputs: UnsafeMutablePointer<Scalar>) -> Int {
        var active = 0
        let y = state(0)
        for row in 0..<request.rows {
            records.statistics[row] = RowStatistics()
            let first = request.outputOffsets[row]
            let end = request.outputOffsets[row + 1]
            let start = request.startTimes[row]
            var cursor = first
            while cursor < end, request.outputTimes[cursor] == start {
                for feature in 0..<features {
                    outputs[((cursor - first) * features + feature) * capacity + row] =
                        request.initial[feature * capacity + row]
                }
                cursor += 1
            }
            records.startOutputs[row] = cursor - first
            guard cursor < end else { continue }
            clocks.row[active] = row
            clocks.time[active] = start
            clocks.step[active] = request.outputTimes[end - 1] < start ? -1 : 1
            clocks.cursor[active] = cursor
            clocks.end[active] = end
            clocks.lastError[active] = 0
            clocks.errorBefore[active] = 0
            clocks.wasRejected[active] = false
            for feature in 0..<features {
                y[feature * stride + active] = request.initial[feature * capacity + row]
            }
            active += 1
        }
        // Lanes without a row stand still where the first one starts: at a place where the field has a value.
        for lane in active..<LaneBlock.paddedLanes(for: active) {
            clocks.time[lane] = clocks.time[0]
            clocks.step[lane] = 0
            clocks.scalarStep.pointer[lane] = 0
            for feature in 0..<features { y[feature * stride + lane] = y[feature * stride] }
        }
        return active
    }

    /// All stages of one step of every lane.
    func advance(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for stage in 1..<method.stages {
            coefficients.a[stage].withUnsafeBufferPointer { row in
                Scalar.combine(
                    y0: state(0), y0Stride: stride, h: clocks.scalarStep.pointer, k: stages, stageStride: stageStride,
                    kStride: stride, coefficients: row.baseAddress!, stages: row.count, y: state(stage),
                    yStride: stride, features: features, lanes: lanes)
            }
            evaluate(stage, lanes: lanes, parameters: parameters, at: method.c[stage])
        }
    }

    /// Keeps the starts of this iteration's steps, where the stages are not kept as they are.
    private func keep(active: Int, lanes: Int) -> Int {
        let iteration = tape.append(keepsStages: keepsStages)
        if keepsStages {
            let entries = tape.entries(iteration)
            for lane in 0..<capacity {
                entries[lane] = StepRecord(row: lane < active ? Int32(clocks.row[lane]) : -1)
            }
            return iteration
        }
        let kept = tape.state(iteration)
        for feature in 0..<features {
            (kept + feature * capacity).update(from: state(0) + feature * stride, count: lanes)
            (kept + (features + feature) * capacity).update(from: stages + feature * stride, count: lanes)
        }
        return iteration
    }

    /// Keeps the dense output of this iteration's accepted steps.
    private func keepPolynomials(_ tape: DenseTape<Scalar>, active: Int) {
        for lane in 0..<active where !clocks.wasRejected[lane] {
            tape.append(
                row: clocks.row[lane], time: clocks.time[lane], step: clocks.step[lane], state: state(0) + lane,
                stateStride: stride, polynomial: polynomial.pointer + lane, stride: capacity)
        }
    }

    /// Takes accepted steps over, sets the next step sizes, and lets finished rows leave. Returns the lanes that go on.
    ///
    /// - Parameter evaluated: how many stages.
    private func moveOn(_ request: BlockRequest<Scalar>, active: Int, accepted: Int, evaluated: Int) -> Int {
        var remaining = active
        var lane = 0
        while lane < remaining {
            if !clocks.wasRejected[lane] { clocks.time[lane] += clocks.step[lane] }
            let taken = clocks.step[lane]
            let factor = Double(clocks.factor.pointer[lane])
            clocks.step[lane] *= factor
            if clocks.cursor[lane] == clocks.end[lane] {
                let wasShortened = !clocks.wasRejected[lane] && abs(taken) < abs(clocks.proposed[lane]) && factor >= 1
                records.nextStep[clocks.row[lane]] = max(
                    abs(clocks.step[lane]), wasShortened ? abs(clocks.proposed[lane]) : 0)
            }
            lane += 1
        }
        func isDone(_ lane: Int) -> Bool { clocks.cursor[lane] == clocks.end[lane] }
        while remaining > 0, isDone(remaining - 1) { remaining -= 1 }
        guard remaining > 0 else { return 0 }
        if keepsStages {
            takeToNextStages(active: active, evaluated: evaluated)
        } else {
            takeOver(active: active, accepted: accepted)
        }
        let y = state(0)
        let k = stages
        field.acceptedStepsGoOn(active: active, lanes: LaneBlock.paddedLanes(for: active), clocks: clocks)
        lane = 0
        while lane < remaining {
            guard isDone(lane) else {
                lane += 1
                continue
            }
            repeat { remaining -= 1 } while remaining > lane && isDone(remaining)
            if lane != remaining {
                clocks.move(from: remaining, to: lane)
                field.laneMoves(from: remaining, to: lane)
                for feature in 0..<features {
                    y[feature * stride + lane] = y[feature * stride + remaining]
                    k[feature * stride + lane] = k[feature * stride + remaining]
                }
            }
        }
        for lane in 0..<remaining { shorten(request, lane: lane) }
        for lane in remaining..<min(LaneBlock.paddedLanes(for: remaining), capacity) {
            clocks.scalarStep.pointer[lane] = 0
            clocks.step[lane] = 0
            guard keepsStages else { continue }
            clocks.time[lane] = clocks.time[0]
            for feature in 0..<features {
                y[feature * stride + lane] = y[feature * stride]
                k[feature * stride + lane] = k[feature * stride]
            }
        }
        return remaining
    }

    /// Takes accepted steps over where they stand.
    private func takeOver(active: Int, accepted: Int) {
        let last = (method.stages - 1) * stageStride
        for feature in 0..<features {
            let y = state(0) + feature * stride
            let k = stages + feature * stride
            if accepted == active {
                y.update(from: y + last, count: active)
                k.update(from: k + last, count: active)
                continue
            }
            for lane in 0..<active where !clocks.wasRejected[lane] {
                y[lane] = y[last + lane]
                k[lane] = k[last + lane]
            }
        }
    }
}
