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
        _ block: EpisodeBlock<Scalar>, _ iteration: Int, of iterations: Int, _ state: UnsafeMutablePointer<Scalar>
    ) {
        for row in 0..<capacity where (row < block.rows ? block.encoderSteps[row] : 0) == iterations - iteration {
            for feature in 0..<model.shape.encoderHidden { state[feature * capacity + row] = 0 }
        }
    }

    private func state(_ iteration: Int) -> UnsafeMutablePointer<Scalar> {
        states.pointer + iteration * model.shape.encoderHidden * capacity
    }

    /// Runs the cell over every row's observations, latest first; the states are kept.
    func encode(_ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>) {
        let shape = model.shape
        let iterations = block.iterations
        states.grow(to: (iterations + 1) * shape.encoderHidden * capacity)
        state(0).update(repeating: 0, count: shape.encoderHidden * capacity)
        let stride = cellMemory.lanes
        for iteration in 0..<iterations {
            clearBeginners(block, iteration, of: iterations, state(iteration))
            let lanes = lanes(block, iteration, of: iterations)
            let frame = cellMemory.frame(lanes: lanes)
            copyLanes(
                from: block.inputs.pointer + iteration * shape.encoderInputs * capacity, stride: capacity,
                to: frame.value(model.cell.input), stride: stride, features: shape.encoderInputs, lanes: lanes)
            copyLanes(
                from: state(iteration), stride: capacity, to: frame.value(model.cell.state), stride: stride,
                features: shape.encoderHidden, lanes: lanes)
            model.cell.program.evaluate(frame, parameters: parameters)
            copyLanes(
                from: frame.value(model.cell.result), stride: stride, to: state(iteration + 1), stride: capacity,
                features: shape.encoderHidden, lanes: lanes)
        }
        clearBeginners(block, iterations, of: iterations, state(iterations))
    }

    /// Computes the posterior and its divergence from the prior.
    func inferPosterior(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, _ outcome: inout Outcome
    ) {
        let shape = model.shape
        let frame = posteriorMemory.frame(lanes: LaneBlock.paddedLanes(for: block.rows))
        copyLanes(
            from: state(block.iterations), stride: capacity, to: frame.value(model.posterior.state), stride: capacity,
            features: shape.encoderHidden, lanes: frame.lanes)
        copyLanes(
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
        copyLanes(
            from: meanCotangent.pointer, stride: capacity, to: frame.cotangent(model.posterior.mean),
            stride: capacity, features: shape.latent, lanes: frame.lanes)
        copyLanes(
            from: logVarianceCotangent.pointer, stride: capacity,
            to: frame.cotangent(model.posterior.logVariance), stride: capacity, features: shape.latent,
            lanes: frame.lanes)
        let divergence = frame.cotangent(model.posterior.divergence)
        for lane in 0..<frame.lanes { divergence[lane] = lane < block.rows ? Scalar(klCotangent) : 0 }
        model.posterior.program.pullBack(frame, parameters: parameters)
        model.posterior.program.accumulateParameterGradient(frame, into: gradient)
        stateCotangent.clear()
        copyLanes(
            from: frame.cotangent(model.posterior.state), stride: capacity, to: stateCotangent.pointer,
            stride: capacity, features: shape.encoderHidden, lanes: frame.lanes)
    }

    /// Backpropagation through the encoder's iterations. A chunk of them is computed again side by side, since their
    /// states are known; then pulled back one after the other; then their weight gradients are taken at once.
    func pullBackEncoder(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let shape = model.shape
        let iterations = block.iterations
        let stride = cellMemory.lanes
        clearBeginners(block, iterations, of: iterations, stateCotangent.pointer)
        var end = iterations
        while end > 0 {
            let begin = max(end - Self.chunk, 0)
            let lanes = lanes(block, end - 1, of: iterations)
            for iteration in begin..<end {
                let frame = cellMemory.frame(column: (iteration - begin) * lanes, lanes: lanes)
                copyLanes(
                    from: block.inputs.pointer + iteration * shape.encoderInputs * capacity, stride: capacity,
                    to: frame.value(model.cell.input), stride: stride, features: shape.encoderInputs, lanes: lanes)
                copyLanes(
                    from: state(iteration), stride: capacity, to: frame.value(model.cell.state), stride: stride,
                    features: shape.encoderHidden, lanes: lanes)
            }
            let whole = cellMemory.frame(lanes: (end - begin) * lanes)
            model.cell.program.evaluate(whole, parameters: parameters)
            for iteration in (begin..<end).reversed() {
                let frame = cellMemory.frame(column: (iteration - begin) * lanes, lanes: lanes)
                copyLanes(
                    from: stateCotangent.pointer, stride: capacity, to: frame.cotangent(model.cell.result),
                    stride: stride, features: shape.encoderHidden, lanes: lanes)
                model.cell.program.pullBack(frame, parameters: parameters)
                copyLanes(
                    from: frame.cotangent(model.cell.state), stride: stride, to: stateCotangent.pointer,
                    stride: capacity, features: shape.encoderHidden, lanes: lanes)
                clearBeginners(block, iteration, of: iterations, stateCotangent.pointer)
            }
            model.cell.program.accumulateParameterGradient(whole, into: gradient)
            end = begin
        }
    }
}
