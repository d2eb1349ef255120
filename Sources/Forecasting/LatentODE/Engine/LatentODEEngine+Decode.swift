import DifferentialEquations
import Differentiation
import Lanes
import LatentPaths

extension LatentODEEngine {
    /// Draws z₀ with the noise of `sample` and solves for the latent state at every output.
    func solve(
        _ block: EpisodeBlock<Scalar>, sample: Int, _ parameters: UnsafePointer<Scalar>, recording: Bool,
        _ outcome: inout StepOutcome
    ) throws(SolverError) {
        let start = posterior.draw(
            rows: block.rows, noise: block.noise.pointer + sample * model.shape.latent * capacity,
            parameters: parameters)
        try path.solve(
            from: start, latent: model.shape.latent, lanes: LaneBlock.paddedLanes(for: block.rows), block.outputTimes,
            parameters: parameters, recording: recording)
        outcome.forwardEvaluations += path.evaluations(rows: block.rows)
    }

    /// Lanes that hold an output `index`: rows stand in descending order of their number of outputs.
    private func lanes(_ block: EpisodeBlock<Scalar>, output index: Int) -> Int {
        var rows = 0
        while rows < block.rows, block.outputs(of: rows) > index { rows += 1 }
        return LaneBlock.paddedLanes(for: rows)
    }

    /// Σ log p(x | z) over every output; with a gradient, the cotangents of the trajectory as well.
    func score(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, cotangent: Double,
        _ gradient: UnsafeMutablePointer<Scalar>?
    ) -> Double {
        let shape = model.shape
        let decoder = model.decoder
        let outputs = block.mostOutputs
        let width = field.features * capacity
        let stride = decoderMemory.lanes
        if gradient != nil { path.clearCotangents(outputs: outputs) }
        var sums = (0.0, 0.0, 0.0, 0.0)
        for begin in Swift.stride(from: 0, to: outputs, by: Self.decodedOutputs) {
            let end = min(begin + Self.decodedOutputs, outputs)
            let lanes = lanes(block, output: begin)
            for output in begin..<end {
                let frame = decoderMemory.frame(column: (output - begin) * lanes, lanes: lanes)
                func place(_ slot: Slot, _ source: UnsafeMutablePointer<Scalar>) {
                    Scalar.copy(
                        from: source + output * slot.features * capacity, stride: capacity, to: frame.value(slot),
                        stride: stride, features: slot.features, lanes: lanes)
                }
                Scalar.copy(
                    from: trajectory.pointer + output * width, stride: capacity, to: frame.value(decoder.state),
                    stride: stride, features: shape.latent, lanes: lanes, next: Self.decodedOutputs * width)
                place(decoder.season, block.seasons.pointer)
                if case .learned = shape.noise { place(decoder.lead, block.leads.pointer) }
                place(decoder.target, block.targets.pointer)
                place(decoder.mask, block.masks.pointer)
                if shape.isAnchored {
                    Scalar.copy(
                        from: block.anchors.pointer, stride: capacity, to: frame.value(decoder.anchor),
                        stride: stride, features: shape.channels, lanes: lanes)
                }
            }
            let whole = decoderMemory.frame(lanes: (end - begin) * lanes)
            // Observations are in distant memory: the next turn's are prefetched in two parts, between this turn's kernels.
            prefetchPart(decoder.target, of: block.targets, end..<min(end + Self.decodedOutputs, outputs))
            decoder.likelihood.evaluate(whole, parameters: parameters)
            let density = whole.value(decoder.logDensity)
            // Four sums side by side, so that none waits for the one before.
            for lane in Swift.stride(from: 0, to: whole.lanes, by: 4) {
                sums.0 += Double(density[lane])
                sums.1 += Double(density[lane + 1])
                sums.2 += Double(density[lane + 2])
                sums.3 += Double(density[lane + 3])
            }
            guard let gradient else { continue }
            prefetchPart(decoder.mask, of: block.masks, end..<min(end + Self.decodedOutputs, outputs))
            whole.cotangent(decoder.logDensity).update(repeating: Scalar(cotangent), count: whole.lanes)
            decoder.likelihood.pullBack(whole, parameters: parameters)
            decoder.likelihood.accumulateParameterGradient(whole, into: gradient)
            for output in begin..<end {
                let frame = decoderMemory.frame(column: (output - begin) * lanes, lanes: lanes)
                Scalar.copy(
                    from: frame.cotangent(decoder.state), stride: stride,
                    to: trajectoryCotangent.pointer + output * width, stride: capacity,
                    features: shape.latent, lanes: lanes)
            }
        }
        return (sums.0 + sums.1) + (sums.2 + sums.3)
    }

    /// Prefetches the values of `slot` at `outputs`.
    private func prefetchPart(_ slot: Slot, of source: LaneBuffer<Scalar>, _ outputs: Range<Int>) {
        let size = slot.features * capacity
        for place in Swift.stride(from: outputs.lowerBound * size, to: outputs.upperBound * size, by: LaneBlock.width) {
            prefetch(source.pointer + place)
        }
    }

    /// From the trajectory's cotangents through the solve to those of the posterior's mean and log variance.
    func pullBackSample(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, penaltyScale: Double,
        _ gradient: UnsafeMutablePointer<Scalar>, _ outcome: inout StepOutcome
    ) throws(SolverError) {
        let share = 1 / Double(block.samples)
        if regularization.kineticEnergy != 0 {
            weighEnergies(block, by: regularization.kineticEnergy * penaltyScale * share, share: share, &outcome)
        }
        if regularization.errorEstimates != 0 {
            path.solver.errorWeight = regularization.errorEstimates * penaltyScale * share
        }
        try path.pullBack(block.outputTimes, parameters: parameters, gradient: gradient)
        outcome.backwardEvaluations += path.solver.backwardEvaluations
        if regularization.errorEstimates != 0 {
            for row in 0..<block.rows { outcome.errorEstimates += share * path.solver.solver.errorSum(of: row) }
        }
        posterior.pullBackDraw(rows: block.rows, cotangent: path.initialCotangent.pointer, parameters: parameters)
    }

    /// The energy of each row is the last feature at its last output; its cotangent is `weight`.
    private func weighEnergies(
        _ block: EpisodeBlock<Scalar>, by weight: Double, share: Double, _ outcome: inout StepOutcome
    ) {
        for row in 0..<block.rows where block.outputs(of: row) > 0 {
            let place = (block.outputs(of: row) * field.features - 1) * capacity + row
            outcome.kineticEnergy += share * Double(trajectory.pointer[place])
            trajectoryCotangent.pointer[place] += Scalar(weight)
        }
    }

    /// The predictive centre and scale of every output and channel for the sample solved last.
    ///
    /// - Parameter body: called with output, row's capacity stride, centre and scale `(channels, lanes)`, their stride
    ///   and the lanes that hold the output.
    func predict(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>,
        _ body: (_ output: Int, _ lanes: Int, _ center: UnsafePointer<Scalar>, _ scale: UnsafePointer<Scalar>, Int)
            -> Void
    ) {
        let shape = model.shape
        let decoder = model.decoder
        let outputs = block.mostOutputs
        let width = field.features * capacity
        let stride = predictionMemory.lanes
        for begin in Swift.stride(from: 0, to: outputs, by: Self.decodedOutputs) {
            let end = min(begin + Self.decodedOutputs, outputs)
            let lanes = lanes(block, output: begin)
            for output in begin..<end {
                let frame = predictionMemory.frame(column: (output - begin) * lanes, lanes: lanes)
                func place(_ slot: Slot, _ source: UnsafeMutablePointer<Scalar>) {
                    Scalar.copy(
                        from: source + output * slot.features * capacity, stride: capacity, to: frame.value(slot),
                        stride: stride, features: slot.features, lanes: lanes,
                        next: Self.decodedOutputs * slot.features * capacity)
                }
                Scalar.copy(
                    from: trajectory.pointer + output * width, stride: capacity,
                    to: frame.value(decoder.predictionState), stride: stride, features: shape.latent, lanes: lanes)
                place(decoder.predictionSeason, block.seasons.pointer)
                place(decoder.predictionLead, block.leads.pointer)
                Scalar.copy(
                    from: block.anchors.pointer, stride: capacity, to: frame.value(decoder.predictionAnchor),
                    stride: stride, features: shape.channels, lanes: lanes)
            }
            let whole = predictionMemory.frame(lanes: (end - begin) * lanes)
            decoder.prediction.evaluate(whole, parameters: parameters)
            for output in begin..<end {
                let frame = predictionMemory.frame(column: (output - begin) * lanes, lanes: lanes)
                body(output, lanes, frame.value(decoder.center), frame.value(decoder.scale), stride)
            }
        }
    }
}
