import Differentiation
import Lanes

extension BlockSolver {
    /// Pulls the last recorded solution back: the discrete adjoint, exact for the steps taken, step sizes held constant.
    ///
    /// With y₁ = y₀ + h Σ bⱼ kⱼ, kⱼ = f(uⱼ), uⱼ = y₀ + h Σ aⱼᵢ kᵢ, the cotangents are, stages in reverse,
    /// ūⱼ = f'(uⱼ)ᵀ k̄ⱼ, k̄ᵢ += h aⱼᵢ ūⱼ, ȳ₀ += ūⱼ. The last stage is the next step's first, so its cotangent is carried
    /// from one to the other and a step costs S − 1 pullbacks, and as many evaluations where its stages were not kept.
    ///
    /// - Parameters:
    ///   - outputCotangents: laid out as the outputs.
    ///   - gradient: the parameters' gradient is added here.
    ///   - initialCotangent: `(features, capacity)`, overwritten.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func pullBack(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, initialCotangent: UnsafeMutablePointer<Scalar>
    ) {
        beginPullBack(initialCotangent)
        pullBackTape(
            outputCotangents, request: request, parameters: parameters, gradient: gradient,
            cotangents: initialCotangent)
        finishPullBack(
            outputCotangents, request: request, parameters: parameters, gradient: gradient,
            initialCotangent: initialCotangent)
    }

    /// Starts from nothing: between pieces of a tape, `cotangents` holds that of each row's state and
    /// `adjoint.firstSlope` that of its derivative there.
    func beginPullBack(_ cotangents: UnsafeMutablePointer<Scalar>) {
        cotangents.update(repeating: 0, count: features * capacity)
        adjoint.firstSlope.clear()
        for row in 0..<rows { records.errorSum[row] = 0 }
        backwardPullbacks = 0
    }

    /// Pulls the steps on the tape back, taking the cotangents of each row from their end to their start: first, along each
    /// row's own chain of steps, those whose stages must be computed again, then the iterations that kept them.
    func pullBackTape(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, cotangents: UnsafeMutablePointer<Scalar>
    ) {
        dynamics.use(step: nil)
        active = align(cotangents)
        var lanes = LaneBlock.paddedLanes(for: active)
        while active > 0 {
            gather(active: active, lanes: lanes)
            recompute(lanes: lanes, parameters)
            backwardEvaluations += active * (method.stages - 1)
            pullBackStep(
                outputCotangents, request: request, parameters: parameters, gradient: gradient, lanes: lanes,
                isKept: false)
            active = retreat(active: active, cotangents)
            lanes = LaneBlock.paddedLanes(for: active)
        }
        pullBackKeptSteps(
            outputCotangents, request: request, parameters: parameters, gradient: gradient, cotangents: cotangents)
    }

    /// Pulls one step of every lane back, whose stages are there: on return `adjoint.state` and `adjoint.slope` are those of
    /// the step's start.
    ///
    /// - Parameter isKept: whether the stages for dense output are there as well.
    func pullBackStep(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, lanes: Int, isKept: Bool
    ) {
        let program = programStages
        clearStageCotangents(lanes: lanes)
        if errorWeight != 0 { pullBackErrors(active: active, lanes: lanes) }
        let isWithin = pullBackOutputs(outputCotangents, request, active: active, lanes: lanes)
        if isWithin {
            if !isKept { recomputeDenseStages(active: active, lanes: lanes, parameters) }
            pullBackDenseStages(lanes: lanes, parameters)
        }
        pullBackStages(lanes: lanes, parameters)
        for lane in 0..<active where adjoint.step.pointer[lane] != 0 {
            backwardPullbacks += method.stages - 1 + (clocks.denseStep.pointer[lane] != 0 ? method.denseNodes.count : 0)
        }
        program.field.program.accumulateParameterGradient(
            program.frame(1, lanes: lanes), groups: (isWithin ? method.allStages : method.stages) - 1,
            groupStride: stageStride, into: gradient)
    }

    /// Pulls back what belongs to no step: the first derivatives and the outputs at the very start.
    func finishPullBack(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, initialCotangent: UnsafeMutablePointer<Scalar>
    ) {
        pullBackFirstStages(request, parameters, gradient, initialCotangent)
        for row in 0..<rows {
            for output in 0..<records.startOutputs[row] {
                for feature in 0..<features {
                    initialCotangent[feature * capacity + row] +=
                        outputCotangents[(output * features + feature) * capacity + row]
                }
            }
        }
    }

    /// Gives lanes to the rows that took steps, most steps first, so that those with steps left are always a prefix.
    private func align(_ cotangents: UnsafePointer<Scalar>) -> Int {
        var count = 0
        let order = adjoint.rowOfLane
        // By insertion: of rows with equally many steps, the first stays first.
        for row in 0..<rows where records.lastEntry[row] >= tape.firstChained {
            var lane = count
            while lane > 0, records.steps[order[lane - 1]] < records.steps[row] {
                order[lane] = order[lane - 1]
                lane -= 1
            }
            order[lane] = row
            count += 1
        }
        for lane in 0..<count {
            adjoint.entryOfLane[lane] = records.lastEntry[order[lane]]
            take(lane, from: order[lane], cotangents)
        }
        return count
    }

    /// Brings each lane's step start into stage 0.
    private func gather(active: Int, lanes: Int) {
        let y = state(0)
        let k = stages
        let features = self.features
        for lane in 0..<active {
            let entry = Int(adjoint.entryOfLane[lane])
            let kept = tape.state(entry / capacity) + entry % capacity
            for feature in 0..<features {
                y[feature * stride + lane] = kept[feature * capacity]
                k[feature * stride + lane] = kept[(features + feature) * capacity]
            }
            let record = tape.entries[entry]
            clocks.time[lane] = record.time
            clocks.step[lane] = record.step
            adjoint.step.pointer[lane] = Scalar(record.step)
        }
        // Lanes without a row stand still where the first one starts: at a place where the field has a value.
        for lane in active..<lanes {
            clocks.time[lane] = clocks.time[0]
            clocks.step[lane] = 0
            adjoint.step.pointer[lane] = 0
            for feature in 0..<features {
                y[feature * stride + lane] = y[feature * stride]
                k[feature * stride + lane] = k[feature * stride]
                adjoint.state.pointer[feature * capacity + lane] = 0
                adjoint.slope.pointer[feature * capacity + lane] = 0
            }
        }
    }

    private func recompute(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for stage in 1..<method.stages {
            coefficients.a[stage].withUnsafeBufferPointer { row in
                Scalar.combine(
                    y0: state(0), y0Stride: stride, h: adjoint.step.pointer, k: stages, stageStride: stageStride,
                    kStride: stride, coefficients: row.baseAddress!, stages: row.count, y: state(stage),
                    yStride: stride, features: features, lanes: lanes)
            }
            evaluate(stage, lanes: lanes, parameters: parameters, at: method.c[stage])
        }
    }

    /// The stages of the recorded field; others have no pullback.
    var programStages: ProgramStages<Scalar> {
        guard let program = dynamics as? ProgramStages<Scalar> else {
            preconditionFailure("a field that was not recorded has no pullback")
        }
        return program
    }

    /// The cotangent of the derivative of stage 0; stage j is `stageStride` elements further on for each j.
    var stageCotangents: UnsafeMutablePointer<Scalar> { programStages.derivativeCotangents }

    /// k̄ = 0, but for the last stage, which starts with what the next step found for its first.
    func clearStageCotangents(lanes: Int) {
        for feature in 0..<features {
            let k = stageCotangents + feature * stride
            for stage in 0..<method.stages - 1 { (k + stage * stageStride).update(repeating: 0, count: lanes) }
            (k + (method.stages - 1) * stageStride).update(
                from: adjoint.slope.pointer + feature * capacity, count: lanes)
            for stage in method.stages..<method.allStages {
                (k + stage * stageStride).update(repeating: 0, count: lanes)
            }
        }
    }

    /// An output y₀ + Σ q_p φₚ(θ) gives ȳ₀ += ḡ, q̄_p += ḡ φₚ(θ), and so k̄ᵢ += h Σ dense[p][i] q̄_p; one at the step's end
    /// gives ȳ₁ += ḡ.
    ///
    /// The share of ȳ₀ is left in `adjoint.base`, and `clocks.denseStep` is set as in the forward step. Returns whether an
    /// output lies within a step.
    private func pullBackOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, active: Int, lanes: Int
    ) -> Bool {
        clearOutputs(lanes: lanes)
        var isAsked = false
        let looksForGroups = self.looksForGroups
        for lane in 0..<active {
            let record = tape.entries[Int(adjoint.entryOfLane[lane])]
            let row = adjoint.rowOfLane[lane]
            let inner = innerOutputs(outputCotangents, request, of: record, row: row, lane: lane)
            if looksForGroups {
                clocks.firstInner[lane] = inner.lowerBound
                clocks.endInner[lane] = inner.upperBound
            }
            guard !inner.isEmpty else { continue }
            isAsked = true
            if !looksForGroups {
                pullBackInner(
                    outputCotangents, request, row: row, lane: lane, inner, start: record.time, step: record.step)
            }
        }
        if looksForGroups, isAsked { pullBackGroups(outputCotangents, request, active: active, lanes: lanes) }
        if isAsked { spreadOutputs(lanes: lanes) }
        return isAsked
    }

    /// Before `collectOutputs`.
    func clearOutputs(lanes: Int) {
        clocks.denseStep.pointer.update(repeating: 0, count: lanes)
        adjoint.polynomial.clear()
        adjoint.base.clear()
    }

    /// The part of `pullBackOutputs` that is one lane's: q̄ and the shares of ȳ₀ and ȳ₁. Returns whether an output lies within
    /// the step.
    @inline(__always)
    func collectOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, of record: StepRecord, row: Int,
        lane: Int
    ) -> Bool {
        let inner = innerOutputs(outputCotangents, request, of: record, row: row, lane: lane)
        guard !inner.isEmpty else { return false }
        pullBackInner(outputCotangents, request, row: row, lane: lane, inner, start: record.time, step: record.step)
        return true
    }

    /// The outputs that lie within a step; those at its end are added to ȳ₁.
    @inline(__always)
    private func innerOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, of record: StepRecord, row: Int,
        lane: Int
    ) -> Range<Int> {
        let features = self.features
        let times = request.outputTimes + request.outputOffsets[row]
        let begin = Int(record.firstOutput)
        var end = Int(record.endOutput)
        while end > begin, Scalar((times[end - 1] - record.time) / record.step) == 1 {
            end -= 1
            for feature in 0..<features {
                adjoint.state.pointer[feature * capacity + lane] +=
                    outputCotangents[(end * features + feature) * capacity + row]
            }
        }
        if end > begin { clocks.denseStep.pointer[lane] = adjoint.step.pointer[lane] }
        return begin..<end
    }

    /// The part of `pullBackOutputs` that all lanes share: from q̄ to k̄.
    func spreadOutputs(lanes: Int) {
        for (power, weights) in coefficients.dense.enumerated() {
            spread(
                weights, adjoint.polynomial.pointer + power * features * capacity, stride: capacity,
                steps: adjoint.step.pointer, lanes: lanes)
        }
    }

    /// k̄ⱼ += h weightsⱼ ū, `steps` being h.
    @inline(__always)
    func spread(
        _ weights: [Scalar], _ cotangents: UnsafePointer<Scalar>, stride cotangentStride: Int,
        steps: UnsafePointer<Scalar>, lanes: Int
    ) {
        weights.withUnsafeBufferPointer { weights in
            guard let first = weights.baseAddress else { return }
            Scalar.combinePullback(
                h: steps, dy: cotangents, dyStride: cotangentStride, coefficients: first, stages: weights.count,
                dk: stageCotangents, stageStride: stageStride, kStride: stride, features: features, lanes: lanes)
        }
    }

    /// ū = f'(u)ᵀ k̄ of a stage, to which `end`, the cotangent of its state itself, is added; then ȳ₀ += ū, `base` being ȳ₀, and
    /// k̄ᵢ += h weightsᵢ ū.
    @inline(__always)
    func pullBackStage(
        _ stage: Int, end: UnsafePointer<Scalar>? = nil, _ weights: [Scalar], steps: UnsafePointer<Scalar>,
        into base: UnsafeMutablePointer<Scalar>, lanes: Int, _ parameters: UnsafePointer<Scalar>
    ) {
        let program = programStages
        program.field.program.pullBack(program.frame(stage, lanes: lanes), parameters: parameters)
        let u = program.stateCotangents + stage * stageStride
        if let end {
            Scalar.scaleAdd(1, x: end, xStride: capacity, 1, y: u, yStride: stride, features: features, lanes: lanes)
        }
        Scalar.scaleAdd(1, x: u, xStride: stride, 1, y: base, yStride: capacity, features: features, lanes: lanes)
        spread(weights, u, stride: stride, steps: steps, lanes: lanes)
    }

    /// Computes the stages for dense output again for the lanes with outputs within their steps.
    private func recomputeDenseStages(active: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        guard !method.denseNodes.isEmpty else { return }
        computeDenseStages(lanes: lanes, parameters)
        for lane in 0..<active where clocks.denseStep.pointer[lane] != 0 {
            backwardEvaluations += method.denseNodes.count
        }
    }

    /// The stages for dense output in reverse.
    func pullBackDenseStages(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for (index, weights) in coefficients.denseStages.enumerated().reversed() {
            pullBackStage(
                method.stages + index, weights, steps: clocks.denseStep.pointer, into: adjoint.base.pointer,
                lanes: lanes, parameters)
        }
    }

    /// Stages in reverse. On return `adjoint.state` and `adjoint.slope` are those of the step's start.
    func pullBackStages(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        let last = method.stages - 1
        // ȳ₀ goes on being collected in `adjoint.base`, which holds the outputs' share.
        for stage in (1...last).reversed() {
            pullBackStage(
                stage, end: stage == last ? UnsafePointer(adjoint.state.pointer) : nil, coefficients.a[stage],
                steps: adjoint.step.pointer, into: adjoint.base.pointer, lanes: lanes, parameters)
        }
        for feature in 0..<features {
            (adjoint.state.pointer + feature * capacity).update(
                from: adjoint.base.pointer + feature * capacity, count: lanes)
            (adjoint.slope.pointer + feature * capacity).update(
                from: stageCotangents + feature * stride, count: lanes)
        }
    }

    /// Moves each lane to its row's step before; rows without one hand in their results. Returns the lanes that go on.
    private func retreat(active: Int, _ cotangents: UnsafeMutablePointer<Scalar>) -> Int {
        var remaining = active
        for lane in 0..<active {
            let previous = tape.entries[Int(adjoint.entryOfLane[lane])].previous
            adjoint.entryOfLane[lane] = previous
            guard previous < tape.firstChained else { continue }
            remaining -= 1
            hand(lane, to: adjoint.rowOfLane[lane], cotangents)
        }
        return remaining
    }

    /// The derivative at the start belongs to no step before: its cotangent goes through the field once more.
    private func pullBackFirstStages(
        _ request: BlockRequest<Scalar>, _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>,
        _ initialCotangent: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = LaneBlock.paddedLanes(for: rows)
        guard lanes > 0 else { return }
        active = rows
        let isKept = tape.keptIterations > 0 && (0..<rows).allSatisfy { tape.entries(0)[$0].row == Int32($0) }
        dynamics.use(step: isKept ? 0 : nil)
        if !isKept { evaluateFirstStages(request, lanes: lanes, parameters) }
        let features = self.features
        for feature in 0..<features {
            let k = stageCotangents + feature * stride
            k.update(from: adjoint.firstSlope.pointer + feature * capacity, count: rows)
            for lane in rows..<lanes { k[lane] = 0 }
        }
        backwardPullbacks += rows
        let program = programStages
        program.field.program.pullBack(program.frame(0, lanes: lanes), parameters: parameters)
        program.field.program.accumulateParameterGradient(program.frame(0, lanes: lanes), into: gradient)
        let u = program.stateCotangents
        Scalar.scaleAdd(
            1, x: u, xStride: stride, 1, y: initialCotangent, yStride: capacity, features: features, lanes: lanes)
    }
    /// Evaluates the first stage of every row again, each in the lane of its number.
    private func evaluateFirstStages(
        _ request: BlockRequest<Scalar>, lanes: Int, _ parameters: UnsafePointer<Scalar>
    ) {
        for lane in 0..<lanes {
            let row = min(lane, rows - 1)
            clocks.step[lane] = 0
            clocks.time[lane] = request.startTimes[row]
            for feature in 0..<features {
                state(0)[feature * stride + lane] = request.initial[feature * capacity + row]
            }
        }
        evaluate(0, lanes: lanes, parameters: parameters, at: 0)
        backwardEvaluations += rows
    }
}
