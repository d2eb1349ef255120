import Crew
import DifferentialEquations
import Foundation
import Lanes
import LatentPaths
import NeuralLayers
import Numerics

/// Fits a latent intensity by the evidence lower bound, with Adam.
public final class LatentEventTrainer {
    private let settings: EventFitSettings
    private let network: LatentEventNetwork
    private let training: [EventSequence]
    private let validation: [EventSequence]
    private let rates: [Double]
    private let epochs: Int
    private let batch: Int
    private let members: Int
    private let crew: WorkCrew
    private let engines: [LatentEventEngine<Float>]
    private let gradients: BlockGradients<Float>

    private static let blockRows = 16
    /// Events that a fit needs.
    private static let leastEvents = 10

    /// Prepares a fit.
    ///
    /// - Parameters:
    ///   - sequences: the events, one sequence a series.
    ///   - markCount: the number of marks.
    ///   - settings: sizes, epochs and seed.
    ///   - threads: never changes the result.
    public init(
        _ sequences: [EventSequence], markCount: Int, settings: EventFitSettings, threads: Int
    ) throws(EventError) {
        self.settings = settings
        let events = sequences.reduce(0) { $0 + $1.times.count }
        guard events >= Self.leastEvents else {
            throw .tooLittleData(.fewEvents(events, process: LatentFit.title, least: Self.leastEvents))
        }
        var pieces: [EventSequence] = []
        var shape = LatentEventShape(marks: markCount, unit: 1, norm: 1)
        for sequence in sequences { pieces += try sequence.pieces(most: shape.pieceEvents) }
        let spans = pieces.map { $0.exposure[$0.exposure.count - 1].end - $0.exposure[0].start }
        shape.unit = (spans.max() ?? 1) / 2
        rates = ConstantProcess.fit(sequences, markCount: markCount).process.rates
        shape.norm = max(rates.reduce(0, +) * shape.unit, 1e-3)
        shape.latent = settings.latent
        shape.hidden = settings.hidden
        network = LatentEventNetwork(shape)
        let count = pieces.count >= 10 ? Int((Double(pieces.count) * settings.validation).rounded()) : 0
        let order = Philox4x32(seed: settings.seed).permutation(count: pieces.count, .eventValidationSplit)
        validation = order.prefix(count).map { pieces[$0] }
        training = order.dropFirst(count).map { pieces[$0] }
        batch = max(16, min(64, training.count / 8))
        let updates = (training.count + batch - 1) / batch
        epochs = settings.epochs ?? max(20, min(1500, 3200 / updates))
        // Few sequences leave much unknown that the posterior of one network does not tell.
        members = settings.members ?? (pieces.count < 10 ? 6 : 1)
        var options = SolverOptions()
        options.maximumSteps = 2000
        crew = WorkCrew(threads: threads)
        gradients = BlockGradients(parameters: network.tree.count)
        engines = (0..<crew.threads).map { [network] _ in
            LatentEventEngine(
                network, capacity: Self.blockRows, control: .adaptive(relative: 1e-4, absolute: 1e-5),
                options: options)
        }
    }

    /// Trains; `nil` where it was cancelled.
    public func run(
        progress: (EventFitProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(EventError) -> LatentEventModel? {
        var model: LatentEventModel?
        for member in 0..<members {
            guard let parameters = try train(member, progress: progress, isCancelled: isCancelled) else { return nil }
            if model == nil {
                model = LatentEventModel(shape: network.shape, parameters: parameters)
            } else {
                model?.members.append(parameters)
            }
        }
        return model
    }

    /// How often each event of each sequence counts for `member`: once for the first, else a Poisson number of mean one.
    private func resample(_ member: Int) -> [[Double]]? {
        guard member > 0 else { return nil }
        return training.indices.map { index in
            var random = RandomStream(
                seed: settings.seed, .resampledEvents, series: UInt32(index), sample: UInt32(member))
            return training[index].times.map { _ in
                let u = random.uniform()
                var count = 0
                while regularizedGammaQ(Double(count) + 1, 1) < u { count += 1 }
                return Double(count)
            }
        }
    }

    private func train(
        _ member: Int, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> [Float]? {
        let weights = resample(member)
        let seed = settings.seed &+ UInt64(member) &* 0x9E37_79B9_7F4A_7C15
        var parameters = network.initialParameters(rates: rates, seed: seed)
        var optimizer = Adam<Float>(count: parameters.count)
        var best = parameters
        var bestLoss = Double.infinity
        var failures = 0
        let random = Philox4x32(seed: seed)
        let schedule = LearningRateSchedule.cosine(warmup: 0.03, floor: 0.02)
        let updates = (training.count + batch - 1) / batch
        for epoch in 0..<epochs {
            let order = random.permutation(count: training.count, .eventOrder, epoch: UInt32(epoch))
            var loss = 0.0
            var events = 0
            for update in 0..<updates {
                if isCancelled() { return nil }
                let chosen = order[update * batch..<min((update + 1) * batch, order.count)]
                let position = (Double(epoch) + Double(update) / Double(updates)) / Double(epochs)
                let episodes = chosen.map { index in
                    let sequence = training[index]
                    func draw(_ number: UInt32) -> Double {
                        random.uniform(.eventCutoffs, epoch: UInt32(epoch), series: UInt32(index), index: number)
                    }
                    // Half of the time the encoder reads only the part up to a random time, as a forecast will.
                    let begin = sequence.exposure[0].start
                    let end = sequence.exposure[sequence.exposure.count - 1].end
                    let cutoff = draw(0) < 0.5 ? begin + draw(1) * (end - begin) : nil
                    let noise = (0..<network.shape.latent).map {
                        random.normal(
                            .eventTrainingDraws, epoch: UInt32(epoch), series: UInt32(index), index: UInt32($0))
                    }
                    return (
                        episode: LatentEventEpisode(
                            sequence, shape: network.shape, cutoff: cutoff, weights: weights?[index]), noise: noise
                    )
                }
                let count = max(episodes.reduce(0) { $0 + $1.episode.events }, 1)
                var gradient = [Float](repeating: 0, count: parameters.count)
                let outcome = evaluate(
                    episodes, parameters, scale: 1 / Double(count), klWeight: min(1, position / 0.5),
                    gradient: &gradient)
                let norm = clip(&gradient, norm: 1)
                guard let outcome, outcome.isFinite, norm.isFinite else {
                    failures += 1
                    guard failures <= 20 + optimizer.step / 4 else { throw .numerical(.skippedUpdates(failures)) }
                    continue
                }
                loss += outcome
                events += count
                optimizer.update(
                    &parameters, gradient: gradient,
                    learningRate: settings.learningRate * schedule.factor(at: position))
            }
            var validationLoss: Double?
            if validation.isEmpty {
                best = parameters
            } else if epoch % 5 == 4 || epoch == epochs - 1 {
                let model = LatentEventModel(shape: network.shape, parameters: parameters)
                let score = try? model.likelihood(
                    validation, samples: 4, seed: settings.seed, threads: engines.count)
                validationLoss = score.map { -$0.perEvent }
                // Early epochs trade the divergence off for less than it costs.
                if let found = validationLoss, found.isFinite, found < bestLoss {
                    bestLoss = found
                    best = parameters
                }
            }
            progress(
                EventFitProgress(
                    epoch: member * epochs + epoch + 1, epochs: members * epochs, loss: loss / Double(max(events, 1)),
                    validationLoss: validationLoss))
        }
        return best
    }

    /// The summed loss and its gradient, `nil` where a path cannot be solved; blocks are summed in their order, whatever the
    /// threads.
    private func evaluate(
        _ rows: [(episode: LatentEventEpisode, noise: [Double])], _ parameters: [Float], scale: Double,
        klWeight: Double, gradient: inout [Float]
    ) -> Double? {
        let blocks = stride(from: 0, to: rows.count, by: Self.blockRows).map {
            Array(rows[$0..<min($0 + Self.blockRows, rows.count)])
        }
        gradients.begin(blocks: blocks.count)
        let losses = try? crew.map(blocks.count) { index, thread throws(SolverError) in
            let outcome = try engines[thread].step(
                blocks[index].map(\.episode), noise: blocks[index].map(\.noise), parameters: parameters,
                scale: scale, klWeight: klWeight, gradient: gradients.gradient(of: index))
            return klWeight * outcome.divergence.reduce(0, +) - outcome.logLikelihood.reduce(0, +)
        }
        guard let losses else { return nil }
        gradients.sum(blocks: blocks.count, into: &gradient)
        return losses.reduce(0, +)
    }
}
