import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import LatentPaths

/// Runs the latent intensity (encode, draw, solve, score, pull back) on one block of episodes, on one thread.
///
/// Notation: R capacity (lanes), J encoder steps, K outputs, L latent features, M marks, F = L + M.
final class LatentEventEngine<Scalar: LaneScalar> {
    let network: LatentEventNetwork
    /// Rows that fit, a multiple of the lane width.
    let capacity: Int
    private let sweep: EncoderSweep<Scalar>
    private let posteriorMemory: ProgramMemory<Scalar>
    private let path: LatentPath<Scalar>
    /// Tokens, `(J)(tokenFeatures, R)`.
    private let tokens = LaneBuffer<Scalar>(count: 0)

    /// What a block gave, by row.
    struct Outcome {
        /// log p(events | z).
        var logLikelihood: [Double]
        /// KL(q ‖ prior).
        var divergence: [Double]
        /// log p(z) − log q(z) of the draw.
        var logWeight: [Double]
        /// ∫ λ.
        var compensator: [Double]
    }

    init(_ network: LatentEventNetwork, capacity: Int, control: StepControl, options: SolverOptions) {
        self.network = network
        let lanes = LaneBlock.paddedLanes(for: capacity)
        self.capacity = lanes
        func solver(_ field: VectorField) -> DifferentiableSolver<Scalar> {
            DifferentiableSolver(
                field: field, method: .tsitouras54, control: control, options: options, capacity: lanes)
        }
        // One step at a time: the order in which the stored models' gradients were summed.
        sweep = EncoderSweep(network.encoder, capacity: lanes, chunk: 1, solver: solver)
        posteriorMemory = ProgramMemory(network.posterior.program, lanes: lanes)
        path = LatentPath(network.field, solver(network.field))
    }

    private var posteriorFrame: Frame<Scalar> { posteriorMemory.frame(lanes: capacity) }

    /// Evaluates a block and, with a gradient, adds to it that of scale · Σ (klWeight · KL − log p).
    ///
    /// - Parameters:
    ///   - noise: standard normal numbers of each row: `(rows)(latent)`.
    func step(
        _ episodes: [LatentEventEpisode], noise: [[Double]], parameters: UnsafePointer<Scalar>, scale: Double = 1,
        klWeight: Double = 1, gradient: UnsafeMutablePointer<Scalar>? = nil
    ) throws(SolverError) -> Outcome {
        let history = layOut(episodes)
        try sweep.run(history, parameters: parameters)
        var outcome = draw(episodes, history, noise, parameters)
        var offsets = [0]
        for episode in episodes { offsets.append(offsets[offsets.count - 1] + episode.times.count) }
        let times = OutputTimes(
            rows: episodes.count, starts: Array(repeating: 0, count: capacity), times: episodes.flatMap(\.times),
            offsets: offsets)
        try path.solve(
            from: UnsafePointer(posteriorFrame.value(network.posterior.draw)), latent: network.shape.latent,
            lanes: capacity, times, parameters: parameters, recording: gradient != nil)
        path.clearCotangents(outputs: times.mostOutputs)
        score(episodes, parameters, scale, gradient, &outcome)
        guard let gradient else { return outcome }
        try path.pullBack(times, parameters: parameters, gradient: gradient)
        pullBackPosterior(episodes, parameters, scale * klWeight, gradient)
        try sweep.pullBack(history, parameters: parameters, gradient: gradient)
        return outcome
    }

    /// Lays every row's tokens out, latest first; rows of fewer tokens begin later.
    private func layOut(_ episodes: [LatentEventEpisode]) -> HistoryBlock<Scalar> {
        let iterations = episodes.map(\.tokens.count).max() ?? 0
        let inputs = network.shape.tokenFeatures
        tokens.grow(to: iterations * inputs * capacity)
        tokens.pointer.update(repeating: 0, count: iterations * inputs * capacity)
        for (row, episode) in episodes.enumerated() {
            let first = iterations - episode.tokens.count
            for (index, token) in episode.tokens.enumerated() {
                for (feature, value) in token.enumerated() {
                    tokens.pointer[((first + index) * inputs + feature) * capacity + row] = Scalar(value)
                }
            }
        }
        return HistoryBlock(rows: episodes.count, steps: episodes.map(\.tokens.count), inputs: tokens.pointer)
    }

    private func draw(
        _ episodes: [LatentEventEpisode], _ history: HistoryBlock<Scalar>, _ noise: [[Double]],
        _ parameters: UnsafePointer<Scalar>
    ) -> Outcome {
        let latent = network.shape.latent
        let posterior = network.posterior
        let frame = posteriorFrame
        Scalar.copy(
            from: sweep.lastState(history), stride: capacity, to: frame.value(posterior.state), stride: capacity,
            features: network.shape.hidden, lanes: capacity)
        for row in 0..<capacity {
            for feature in 0..<latent {
                frame.value(posterior.noise)[feature * capacity + row] =
                    row < noise.count ? Scalar(noise[row][feature]) : 0
            }
        }
        posterior.program.evaluate(frame, parameters: parameters)
        let rows = episodes.indices
        return Outcome(
            logLikelihood: rows.map { _ in 0 },
            divergence: rows.map { Double(frame.value(posterior.divergence)[$0]) },
            logWeight: rows.map { row in
                (0..<latent).reduce(0) { sum, feature in
                    let z = Double(frame.value(posterior.draw)[feature * capacity + row])
                    let v = Double(frame.value(posterior.logVariance)[feature * capacity + row])
                    let e = noise[row][feature]
                    return sum + 0.5 * (v + e * e - z * z)
                }
            }, compensator: rows.map { _ in 0 })
    }

    /// Mean and log variance of the posterior of row `row` of the block evaluated last.
    func posterior(row: Int) -> (mean: [Double], logVariance: [Double]) {
        let frame = posteriorFrame
        return (
            (0..<network.shape.latent).map { Double(frame.value(network.posterior.mean)[$0 * capacity + row]) },
            (0..<network.shape.latent).map { Double(frame.value(network.posterior.logVariance)[$0 * capacity + row]) }
        )
    }

    /// Mean and log variance of the posterior of one episode.
    func infer(
        _ episode: LatentEventEpisode, parameters: UnsafePointer<Scalar>
    ) throws(SolverError) -> (mean: [Double], logVariance: [Double]) {
        let history = layOut([episode])
        try sweep.run(history, parameters: parameters)
        _ = draw([episode], history, [[Double](repeating: 0, count: network.shape.latent)], parameters)
        return posterior(row: 0)
    }

    /// Σ log λ − ∫ λ of every row, and the cotangents of scale · (−log p).
    private func score(
        _ episodes: [LatentEventEpisode], _ parameters: UnsafePointer<Scalar>, _ scale: Double,
        _ gradient: UnsafeMutablePointer<Scalar>?, _ outcome: inout Outcome
    ) {
        let shape = network.shape
        let features = network.field.features
        let (outputs, cotangents) = (path.states, path.stateCotangents)
        // log λ is per unit of the network's time; the likelihood is told in model time.
        let logUnit = shape.unit.logarithm
        for (row, episode) in episodes.enumerated() {
            for k in episode.times.indices {
                let state = outputs.pointer + k * features * capacity + row
                let cotangent = cotangents.pointer + k * features * capacity + row
                for mark in 0..<shape.marks {
                    let feature = (shape.latent + mark) * capacity
                    if episode.edges[k] != 0 {
                        let mass = episode.edges[k] * shape.norm
                        outcome.logLikelihood[row] -= mass * Double(state[feature])
                        outcome.compensator[row] += mass * Double(state[feature])
                        cotangent[feature] += Scalar(scale * mass)
                    }
                    let count = episode.counts[k][mark]
                    guard count > 0 else { continue }
                    let weights = network.readoutWeight + mark * shape.latent
                    var sum = Double(parameters[network.readoutBias + mark])
                    for f in 0..<shape.latent { sum += Double(parameters[weights + f]) * Double(state[f * capacity]) }
                    outcome.logLikelihood[row] += count * (sum - logUnit)
                    guard let gradient else { continue }
                    let pull = Scalar(-scale * count)
                    gradient[network.readoutBias + mark] += pull
                    for f in 0..<shape.latent {
                        gradient[weights + f] += pull * state[f * capacity]
                        cotangent[f * capacity] += pull * parameters[weights + f]
                    }
                }
            }
        }
    }

    /// From the cotangents of the draw and the divergence to that of the encoder's last state.
    private func pullBackPosterior(
        _ episodes: [LatentEventEpisode], _ parameters: UnsafePointer<Scalar>, _ klScale: Double,
        _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let posterior = network.posterior
        let frame = posteriorFrame
        for slot in posterior.program.outputs {
            frame.cotangent(slot).update(repeating: 0, count: slot.features * capacity)
        }
        for row in episodes.indices {
            frame.cotangent(posterior.divergence)[row] = Scalar(klScale)
            for feature in 0..<network.shape.latent {
                let place = feature * capacity + row
                frame.cotangent(posterior.draw)[place] = path.initialCotangent.pointer[place]
            }
        }
        posterior.program.pullBack(frame, parameters: parameters)
        posterior.program.accumulateParameterGradient(frame, into: gradient)
        Scalar.copy(
            from: frame.cotangent(posterior.state), stride: capacity, to: sweep.stateCotangent.pointer,
            stride: capacity, features: network.shape.hidden, lanes: capacity)
    }
}
