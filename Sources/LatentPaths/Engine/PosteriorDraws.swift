import Differentiation
import Lanes

/// The posterior of a block and draws from it, forward and back, on one thread.
///
/// Notation: R capacity. Cotangents of several draws add up before the posterior's pullback.
package final class PosteriorDraws<Scalar: LaneScalar> {
    private let posterior: PosteriorProgram
    private let draw: DrawProgram
    private let capacity: Int
    private let posteriorMemory: ProgramMemory<Scalar>
    private let drawMemory: ProgramMemory<Scalar>
    private let meanCotangent: LaneBuffer<Scalar>
    private let logVarianceCotangent: LaneBuffer<Scalar>

    private var latent: Int { draw.result.features }

    /// Prepares for blocks of `capacity` rows, a multiple of the lane width.
    package init(_ posterior: PosteriorProgram, _ draw: DrawProgram, capacity: Int) {
        self.posterior = posterior
        self.draw = draw
        self.capacity = capacity
        posteriorMemory = ProgramMemory(posterior.program, lanes: capacity)
        drawMemory = ProgramMemory(draw.program, lanes: capacity)
        meanCotangent = LaneBuffer(count: draw.result.features * capacity)
        logVarianceCotangent = LaneBuffer(count: draw.result.features * capacity)
    }

    /// Computes the posterior of `rows` rows and clears the cotangents of its draws.
    ///
    /// - Parameters:
    ///   - state: the encoder's last state, `(hidden, R)`.
    ///   - extras: what else the posterior reads, `(extras, R)`.
    /// - Returns: Σ over rows of KL(q ‖ N(0, 1)).
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func infer(
        rows: Int, state: UnsafePointer<Scalar>, extras: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>
    ) -> Double {
        let frame = posteriorMemory.frame(lanes: LaneBlock.paddedLanes(for: rows))
        Scalar.copy(
            from: state, stride: capacity, to: frame.value(posterior.state), stride: capacity,
            features: posterior.state.features, lanes: frame.lanes)
        Scalar.copy(
            from: extras, stride: capacity, to: frame.value(posterior.extras), stride: capacity,
            features: posterior.extras.features, lanes: frame.lanes)
        posterior.program.evaluate(frame, parameters: parameters)
        meanCotangent.clear()
        logVarianceCotangent.clear()
        let divergence = frame.value(posterior.divergence)
        return (0..<rows).reduce(0) { $0 + Double(divergence[$1]) }
    }

    /// z₀ `(latent, R)` by standard normal numbers `noise` `(latent, R)`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func draw(
        rows: Int, noise: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>
    ) -> UnsafePointer<Scalar> {
        let lanes = LaneBlock.paddedLanes(for: rows)
        let source = posteriorMemory.frame(lanes: lanes)
        let frame = drawMemory.frame(lanes: lanes)
        func place(_ values: UnsafePointer<Scalar>, _ slot: Slot) {
            Scalar.copy(
                from: values, stride: capacity, to: frame.value(slot), stride: capacity, features: latent, lanes: lanes)
        }
        place(source.value(posterior.mean), draw.mean)
        place(source.value(posterior.logVariance), draw.logVariance)
        place(noise, draw.noise)
        draw.program.evaluate(frame, parameters: parameters)
        return UnsafePointer(frame.value(draw.result))
    }

    /// Adds what ∂L/∂z₀ of the last draw says of mean and log variance.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBackDraw(
        rows: Int, cotangent: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>
    ) {
        let frame = drawMemory.frame(lanes: LaneBlock.paddedLanes(for: rows))
        Scalar.copy(
            from: cotangent, stride: capacity, to: frame.cotangent(draw.result), stride: capacity, features: latent,
            lanes: frame.lanes)
        draw.program.pullBack(frame, parameters: parameters)
        func add(_ slot: Slot, _ target: LaneBuffer<Scalar>) {
            Scalar.scaleAdd(
                1, x: frame.cotangent(slot), xStride: capacity, 1, y: target.pointer, yStride: capacity,
                features: latent, lanes: frame.lanes)
        }
        add(draw.mean, meanCotangent)
        add(draw.logVariance, logVarianceCotangent)
    }

    /// Takes the draws' cotangents, and `divergence` of each row's divergence, to that of the encoder's last state.
    ///
    /// - Parameter stateCotangent: `(hidden, R)`, overwritten.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBack(
        rows: Int, divergence cotangent: Double, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, stateCotangent: LaneBuffer<Scalar>
    ) {
        let frame = posteriorMemory.frame(lanes: LaneBlock.paddedLanes(for: rows))
        Scalar.copy(
            from: meanCotangent.pointer, stride: capacity, to: frame.cotangent(posterior.mean), stride: capacity,
            features: latent, lanes: frame.lanes)
        Scalar.copy(
            from: logVarianceCotangent.pointer, stride: capacity, to: frame.cotangent(posterior.logVariance),
            stride: capacity, features: latent, lanes: frame.lanes)
        let divergence = frame.cotangent(posterior.divergence)
        for lane in 0..<frame.lanes { divergence[lane] = lane < rows ? Scalar(cotangent) : 0 }
        posterior.program.pullBack(frame, parameters: parameters)
        posterior.program.accumulateParameterGradient(frame, into: gradient)
        stateCotangent.clear()
        Scalar.copy(
            from: frame.cotangent(posterior.state), stride: capacity, to: stateCotangent.pointer, stride: capacity,
            features: posterior.state.features, lanes: frame.lanes)
    }
}
