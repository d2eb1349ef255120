import Differentiation
import Lanes

extension LatentODEEngine {
    /// Lanes that take part in encoder iteration `iteration`: up to the last row that has begun.
    private func lanes(_ block: EpisodeBlock<Scalar>, _ iteration: Int, of iterations: Int) -> Int {
        let begun = (0..<block.rows).last { block.encoderSteps[$0] >= iterations - iteration }
        return LaneBlock.paddedLanes(for: (begun ?? 0) + 1)
    }

    /// Sets the lanes of rows that begin at `iteration` (or never, at the end) to zero.
    private func clearBeginners(
        _ block: EpisodeBlock<Scalar>, _ iteration: Int, of iterations: Int, unevenly: Bool,
        _ state: UnsafeMutablePointer<Scalar>
    ) {
        guard iteration == 0 || iteration == iterations || unevenly else { return }
        for row in 0..<capacity where (row < block.rows ? block.encoderSteps[row] : 0) == iterations - iteration {
            for feature in 0..<model.shape.encoderHidden { state[feature * capacity + row] = 0 }
        }
    }

    /// Elements from one frame of the encoder's steps to the next.
    private var sweepStride: Int { model.cell.program.pitch * capacity }

    /// Whether every step's frame is kept for the way back: it is where a step holds nothing but its input and state.
    private var keepsFrames: Bool { model.cell.program.pitch == model.shape.encoderInputs + model.shape.encoderHidden }

    /// The frame of step `position` of what is kept; cotangents begin with the chunk's.
    private func sweepFrame(_ position: Int, cotangents: Int = 0, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: sweepValues.pointer + position * sweepStride,
            cotangents: sweepCotangents.pointer + cotangents * sweepStride, stride: capacity, lanes: lanes)
    }

    private func state(_ position: Int) -> UnsafeMutablePointer<Scalar> {
        sweepFrame(position, lanes: capacity).value(model.cell.state)
    }

    /// Runs the cell over every row's observations, latest first.
    func encode(_ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>) {
        let iterations = block.iterations
        let size = model.shape.encoderHidden * capacity
        let kept = keepsFrames ? iterations : Self.chunk
        let unevenly = block.beginsUnevenly
        sweepValues.grow(to: kept * sweepStride + model.cell.program.arenaFeatures * capacity)
        if !keepsFrames { chunkStates.grow(to: (iterations + Self.chunk - 1) / Self.chunk * size) }
        state(0).update(repeating: 0, count: size)
        for begin in Swift.stride(from: 0, to: iterations, by: Self.chunk) {
            let end = min(begin + Self.chunk, iterations)
            if !keepsFrames {
                if begin > 0 { state(0).update(from: state(Self.chunk), count: size) }
                (chunkStates.pointer + begin / Self.chunk * size).update(from: state(0), count: size)
            }
            run(block, begin..<end, of: iterations, at: keepsFrames ? begin : 0, unevenly: unevenly, parameters)
        }
        clearBeginners(block, iterations, of: iterations, unevenly: unevenly, lastState(block))
    }

    /// Runs steps whose first frame is at `position` and holds the state.
    private func run(
        _ block: EpisodeBlock<Scalar>, _ steps: Range<Int>, of iterations: Int, at position: Int, unevenly: Bool,
        _ parameters: UnsafePointer<Scalar>
    ) {
        let inputs = model.shape.encoderInputs
        let lanes = lanes(block, steps.upperBound - 1, of: iterations)
        // Lanes that have not begun take no part in the chunk before; whatever they hold, it must be finite.
        let before = steps.lowerBound > 0 ? self.lanes(block, steps.lowerBound - 1, of: iterations) : 0
        for feature in 0..<model.shape.encoderHidden where before < lanes {
            (state(position) + (feature * capacity + before)).update(repeating: 0, count: lanes - before)
        }
        for step in steps {
            let frame = sweepFrame(position + step - steps.lowerBound, lanes: lanes)
            clearBeginners(block, step, of: iterations, unevenly: unevenly, frame.value(model.cell.state))
            Scalar.copy(
                from: block.inputs.pointer + step * inputs * capacity, stride: capacity,
                to: frame.value(model.cell.input), stride: capacity, features: inputs, lanes: lanes,
                next: inputs * capacity)
            model.cell.program.evaluate(frame, parameters: parameters)
        }
    }

    /// The state after the last step.
    private func lastState(_ block: EpisodeBlock<Scalar>) -> UnsafeMutablePointer<Scalar> {
        let iterations = block.iterations
        return state(keepsFrames ? iterations : iterations == 0 ? 0 : (iterations - 1) % Self.chunk + 1)
    }

    /// Computes the posterior and its divergence from the prior.
    func inferPosterior(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, _ outcome: inout Outcome
    ) {
        let shape = model.shape
        let frame = posteriorMemory.frame(lanes: LaneBlock.paddedLanes(for: block.rows))
        Scalar.copy(
            from: lastState(block), stride: capacity, to: frame.value(model.posterior.state), stride: capacity,
            features: shape.encoderHidden, lanes: frame.lanes)
        Scalar.copy(
            from: block.extras.pointer, stride: capacity, to: frame.value(model.posterior.extras), stride: capacity,
            features: shape.posteriorExtras, lanes: frame.lanes)
        model.posterior.program.evaluate(frame, parameters: parameters)
        let divergence = frame.value(model.posterior.divergence)
        for row in 0..<block.rows { outcome.divergence += Double(divergence[row]) }
    }

    /// From the cotangents of mean and log variance, and of the divergence, to that of the encoder's last state.
    func pullBackPosterior(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, klCotangent: Double,
        _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let shape = model.shape
        let frame = posteriorMemory.frame(lanes: LaneBlock.paddedLanes(for: block.rows))
        Scalar.copy(
            from: meanCotangent.pointer, stride: capacity, to: frame.cotangent(model.posterior.mean),
            stride: capacity, features: shape.latent, lanes: frame.lanes)
        Scalar.copy(
            from: logVarianceCotangent.pointer, stride: capacity,
            to: frame.cotangent(model.posterior.logVariance), stride: capacity, features: shape.latent,
            lanes: frame.lanes)
        let divergence = frame.cotangent(model.posterior.divergence)
        for lane in 0..<frame.lanes { divergence[lane] = lane < block.rows ? Scalar(klCotangent) : 0 }
        model.posterior.program.pullBack(frame, parameters: parameters)
        model.posterior.program.accumulateParameterGradient(frame, into: gradient)
        stateCotangent.clear()
        Scalar.copy(
            from: frame.cotangent(model.posterior.state), stride: capacity, to: stateCotangent.pointer,
            stride: capacity, features: shape.encoderHidden, lanes: frame.lanes)
    }

    /// Backpropagation through the encoder's steps, a chunk of them at a time: each frame's pullback leaves its state's
    /// cotangent where the frame before has its result's; then the chunk's weight gradients are taken at once. Where frames are
    /// not kept, a chunk is first computed again from its first state.
    func pullBackEncoder(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let hidden = model.shape.encoderHidden
        let iterations = block.iterations
        let unevenly = block.beginsUnevenly
        clearBeginners(block, iterations, of: iterations, unevenly: unevenly, stateCotangent.pointer)
        var end = iterations
        while end > 0 {
            let begin = (end - 1) / Self.chunk * Self.chunk
            let position = keepsFrames ? begin : 0
            if !keepsFrames, end < iterations {
                let size = hidden * capacity
                state(0).update(from: chunkStates.pointer + begin / Self.chunk * size, count: size)
                run(block, begin..<end, of: iterations, at: 0, unevenly: unevenly, parameters)
            }
            let lanes = lanes(block, end - 1, of: iterations)
            let last = sweepFrame(position + end - 1 - begin, cotangents: end - 1 - begin, lanes: lanes)
            Scalar.copy(
                from: stateCotangent.pointer, stride: capacity, to: last.cotangent(model.cell.result),
                stride: capacity, features: hidden, lanes: lanes)
            if end == iterations {
                Scalar.activationPullback(
                    model.cell.program.carriedSlope, y: last.value(model.cell.result), yStride: capacity,
                    dy: last.cotangent(model.cell.result), dyStride: capacity, features: hidden, lanes: lanes)
            }
            for step in (begin..<end).reversed() {
                let frame = sweepFrame(position + step - begin, cotangents: step - begin, lanes: lanes)
                model.cell.program.pullBack(frame, parameters: parameters, carries: true)
                clearBeginners(
                    block, step, of: iterations, unevenly: unevenly, frame.cotangent(model.cell.state))
            }
            let first = sweepFrame(position, lanes: lanes)
            model.cell.program.accumulateParameterGradient(
                first, groups: end - begin, groupStride: sweepStride, into: gradient)
            Scalar.copy(
                from: first.cotangent(model.cell.state), stride: capacity, to: stateCotangent.pointer,
                stride: capacity, features: hidden, lanes: lanes)
            end = begin
        }
    }
}
