import DifferentialEquations
import Differentiation
import Foundation
import Lanes

/// Runs the latent intensity (encode, draw, solve, score, pull back) on one block of episodes, on one thread.
///
/// Notation: R capacity (lanes), J encoder steps, K outputs, L latent features, M marks, F = L + M.
final class LatentEventEngine<Scalar: LaneScalar> {
    let network: LatentEventNetwork
    let capacity: Int
    private let solver: DifferentiableSolver<Scalar>
    private let cellValues: LaneBuffer<Scalar>
    private let cellCotangents: LaneBuffer<Scalar>
    private let posteriorValues: LaneBuffer<Scalar>
    private let posteriorCotangents: LaneBuffer<Scalar>
    /// Tokens `(J)(tokenFeatures, R)` and encoder states `(J + 1)(hidden, R)`.
    private let tokens = LaneBuffer<Scalar>(count: 0)
    private let states = LaneBuffer<Scalar>(count: 0)
    private let stateCotangent: LaneBuffer<Scalar>
    private let initial: LaneBuffer<Scalar>
    private let initialCotangent: LaneBuffer<Scalar>
    private let outputs = LaneBuffer<Scalar>(count: 0)
    private let outputCotangents = LaneBuffer<Scalar>(count: 0)

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
        self.capacity = LaneBlock.paddedLanes(for: capacity)
        let r = self.capacity
        solver = DifferentiableSolver(
            field: network.field, method: .tsitouras54, control: control, options: options, capacity: r)
        cellValues = LaneBuffer(count: network.cell.arenaFeatures * r)
        cellCotangents = LaneBuffer(count: network.cell.arenaFeatures * r)
        posteriorValues = LaneBuffer(count: network.posterior.arenaFeatures * r)
        posteriorCotangents = LaneBuffer(count: network.posterior.arenaFeatures * r)
        stateCotangent = LaneBuffer(count: network.shape.hidden * r)
        initial = LaneBuffer(count: network.field.features * r)
        initialCotangent = LaneBuffer(count: network.field.features * r)
    }

    private var cellFrame: Frame<Scalar> {
        Frame(values: cellValues.pointer, cotangents: cellCotangents.pointer, stride: capacity, lanes: capacity)
    }
    private var posteriorFrame: Frame<Scalar> {
        Frame(
            values: posteriorValues.pointer, cotangents: posteriorCotangents.pointer, stride: capacity,
            lanes: capacity)
    }

    /// Evaluates a block and, with a gradient, adds to it that of scale · Σ (klWeight · KL − log p).
    ///
    /// - Parameters:
    ///   - noise: standard normal numbers of each row: `(rows)(latent)`.
    func step(
        _ episodes: [LatentEventEpisode], noise: [[Double]], parameters: UnsafePointer<Scalar>, scale: Double = 1,
        klWeight: Double = 1, gradient: UnsafeMutablePointer<Scalar>? = nil
    ) throws(SolverError) -> Outcome {
        let iterations = encode(episodes, parameters)
        var outcome = draw(episodes, noise, parameters)
        let times = episodes.flatMap(\.times) + [0]
        var offsets = [0]
        for episode in episodes { offsets.append(offsets[offsets.count - 1] + episode.times.count) }
        let starts = [Double](repeating: 0, count: capacity)
        let most = episodes.map(\.times.count).max() ?? 0
        let size = network.field.features * capacity
        outputs.grow(to: most * size)
        outputCotangents.grow(to: most * size)
        outputCotangents.pointer.update(repeating: 0, count: most * size)
        try starts.withUnsafeBufferPointer { starts throws(SolverError) in
            try times.withUnsafeBufferPointer { times throws(SolverError) in
                try offsets.withUnsafeBufferPointer { offsets throws(SolverError) in
                    guard let start = starts.baseAddress, let time = times.baseAddress,
                        let offset = offsets.baseAddress
                    else { return }
                    let request = BlockRequest(
                        rows: episodes.count, initial: UnsafePointer(initial.pointer), startTimes: start,
                        outputTimes: time, outputOffsets: offset)
                    try solver.solve(
                        request, parameters: parameters, outputs: outputs.pointer, recording: gradient != nil)
                    score(episodes, parameters, scale, gradient, &outcome)
                    guard let gradient else { return }
                    try solver.pullBack(
                        outputs: outputs.pointer, outputCotangents.pointer, request: request, parameters: parameters,
                        gradient: gradient, initialCotangent: initialCotangent.pointer)
                }
            }
        }
        if let gradient { pullBack(episodes, iterations, parameters, scale * klWeight, gradient) }
        return outcome
    }

    /// Reads every row's tokens, latest first; rows of fewer tokens begin later.
    private func encode(_ episodes: [LatentEventEpisode], _ parameters: UnsafePointer<Scalar>) -> Int {
        let shape = network.shape
        let iterations = episodes.map(\.tokens.count).max() ?? 0
        let inputs = shape.tokenFeatures
        tokens.grow(to: iterations * inputs * capacity)
        tokens.pointer.update(repeating: 0, count: iterations * inputs * capacity)
        states.grow(to: (iterations + 1) * shape.hidden * capacity)
        states.pointer.update(repeating: 0, count: (iterations + 1) * shape.hidden * capacity)
        for (row, episode) in episodes.enumerated() {
            let first = iterations - episode.tokens.count
            for (index, token) in episode.tokens.enumerated() {
                for (feature, value) in token.enumerated() {
                    tokens.pointer[((first + index) * inputs + feature) * capacity + row] = Scalar(value)
                }
            }
        }
        let frame = cellFrame
        for iteration in 0..<iterations {
            place(iteration, frame)
            network.cell.evaluate(frame, parameters: parameters)
            let next = states.pointer + (iteration + 1) * shape.hidden * capacity
            next.update(from: frame.value(network.cellResult), count: shape.hidden * capacity)
            clearWaiting(episodes, after: iteration, of: iterations, next)
        }
        return iterations
    }

    private func place(_ iteration: Int, _ frame: Frame<Scalar>) {
        let shape = network.shape
        frame.value(network.cellInput).update(
            from: tokens.pointer + iteration * shape.tokenFeatures * capacity, count: shape.tokenFeatures * capacity)
        frame.value(network.cellState).update(
            from: states.pointer + iteration * shape.hidden * capacity, count: shape.hidden * capacity)
    }

    /// Rows that have not begun after `iteration` keep the state 0.
    private func clearWaiting(
        _ episodes: [LatentEventEpisode], after iteration: Int, of iterations: Int,
        _ target: UnsafeMutablePointer<Scalar>
    ) {
        for (row, episode) in episodes.enumerated() where iteration < iterations - episode.tokens.count {
            for feature in 0..<network.shape.hidden { target[feature * capacity + row] = 0 }
        }
    }

    private func draw(
        _ episodes: [LatentEventEpisode], _ noise: [[Double]], _ parameters: UnsafePointer<Scalar>
    ) -> Outcome {
        let latent = network.shape.latent
        let iterations = episodes.map(\.tokens.count).max() ?? 0
        let frame = posteriorFrame
        frame.value(network.posteriorState).update(
            from: states.pointer + iterations * network.shape.hidden * capacity,
            count: network.shape.hidden * capacity)
        for row in 0..<capacity {
            for feature in 0..<latent {
                frame.value(network.posteriorNoise)[feature * capacity + row] =
                    row < noise.count ? Scalar(noise[row][feature]) : 0
            }
        }
        network.posterior.evaluate(frame, parameters: parameters)
        initial.clear()
        initial.pointer.update(from: frame.value(network.posteriorDraw), count: latent * capacity)
        let rows = episodes.indices
        return Outcome(
            logLikelihood: rows.map { _ in 0 },
            divergence: rows.map { Double(frame.value(network.posteriorDivergence)[$0]) },
            logWeight: rows.map { row in
                (0..<latent).reduce(0) { sum, feature in
                    let z = Double(frame.value(network.posteriorDraw)[feature * capacity + row])
                    let v = Double(frame.value(network.posteriorLogVariance)[feature * capacity + row])
                    let e = noise[row][feature]
                    return sum + 0.5 * (v + e * e - z * z)
                }
            }, compensator: rows.map { _ in 0 })
    }

    /// Mean and log variance of the posterior of row `row` of the block evaluated last.
    func posterior(row: Int) -> (mean: [Double], logVariance: [Double]) {
        let frame = posteriorFrame
        return (
            (0..<network.shape.latent).map { Double(frame.value(network.posteriorMean)[$0 * capacity + row]) },
            (0..<network.shape.latent).map { Double(frame.value(network.posteriorLogVariance)[$0 * capacity + row]) }
        )
    }

    /// Runs encoder and posterior alone.
    func infer(_ episode: LatentEventEpisode, parameters: UnsafePointer<Scalar>) -> (
        mean: [Double], logVariance: [Double]
    ) {
        _ = encode([episode], parameters)
        _ = draw([episode], [[Double](repeating: 0, count: network.shape.latent)], parameters)
        return posterior(row: 0)
    }

    /// Σ log λ − ∫ λ of every row, and the cotangents of scale · (−log p).
    private func score(
        _ episodes: [LatentEventEpisode], _ parameters: UnsafePointer<Scalar>, _ scale: Double,
        _ gradient: UnsafeMutablePointer<Scalar>?, _ outcome: inout Outcome
    ) {
        let shape = network.shape
        let features = network.field.features
        // log λ is per unit of the network's time; the likelihood is told in model time.
        let logUnit = shape.unit.logarithm
        for (row, episode) in episodes.enumerated() {
            for k in episode.times.indices {
                let state = outputs.pointer + k * features * capacity + row
                let cotangent = outputCotangents.pointer + k * features * capacity + row
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

    private func pullBack(
        _ episodes: [LatentEventEpisode], _ iterations: Int, _ parameters: UnsafePointer<Scalar>, _ klScale: Double,
        _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        let shape = network.shape
        let frame = posteriorFrame
        for slot in network.posterior.outputs {
            frame.cotangent(slot).update(repeating: 0, count: slot.features * capacity)
        }
        let drawn = frame.cotangent(network.posteriorDraw)
        let divergence = frame.cotangent(network.posteriorDivergence)
        for row in episodes.indices {
            divergence[row] = Scalar(klScale)
            for f in 0..<shape.latent { drawn[f * capacity + row] = initialCotangent.pointer[f * capacity + row] }
        }
        network.posterior.pullBack(frame, parameters: parameters)
        network.posterior.accumulateParameterGradient(frame, into: gradient)
        stateCotangent.pointer.update(
            from: frame.cotangent(network.posteriorState), count: shape.hidden * capacity)
        let cell = cellFrame
        for iteration in (0..<iterations).reversed() {
            clearWaiting(episodes, after: iteration, of: iterations, stateCotangent.pointer)
            place(iteration, cell)
            network.cell.evaluate(cell, parameters: parameters)
            cell.cotangent(network.cellResult).update(from: stateCotangent.pointer, count: shape.hidden * capacity)
            network.cell.pullBack(cell, parameters: parameters)
            network.cell.accumulateParameterGradient(cell, into: gradient)
            stateCotangent.pointer.update(from: cell.cotangent(network.cellState), count: shape.hidden * capacity)
        }
    }
}
