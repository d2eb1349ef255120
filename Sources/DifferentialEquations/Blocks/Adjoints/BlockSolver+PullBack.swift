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
    package func pullBack(
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
        use(step: nil)
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

    /// The derivative at the start belongs to no step before: its cotangent goes through the field once more.
    func pullBackFirstStages(
        _ request: BlockRequest<Scalar>, _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>,
        _ initialCotangent: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = LaneBlock.paddedLanes(for: rows)
        guard lanes > 0 else { return }
        active = rows
        let isKept = tape.keptIterations > 0 && (0..<rows).allSatisfy { tape.entries(0)[$0].row == Int32($0) }
        use(step: isKept ? 0 : nil)
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
    func evaluateFirstStages(
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
