import Crew
import DifferentialEquations
import Foundation
import Lanes

/// A fitted latent intensity: sizes and weights.
public struct LatentEventModel: Sendable, Codable {
    /// The sizes.
    public let shape: LatentEventShape
    /// The weights of each member of the ensemble, in the order of the network's parameter tree. The first is fitted to the events as
    /// they are, the others to events resampled with replacement (Cowling, Hall, Phillips 1996).
    public internal(set) var members: [[Float]]
    /// The weights of the first member.
    public var parameters: [Float] { members[0] }

    /// The weights are kept as tensors, not as text.
    private enum CodingKeys: String, CodingKey { case shape }

    init(shape: LatentEventShape, parameters: [Float]) {
        self.shape = shape
        members = [parameters]
    }

    public init(from decoder: any Decoder) throws {
        shape = try decoder.container(keyedBy: CodingKeys.self).decode(LatentEventShape.self, forKey: .shape)
        members = []
    }

    static let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-7)

    /// The bound of `likelihood` of the mixture of the members, each as probable.
    public func likelihood(
        _ sequences: [EventSequence], samples: Int, seed: UInt64, threads: Int = 1
    ) throws(EventError) -> EventLikelihood {
        var parts: [EventLikelihood] = []
        for member in members.indices {
            parts.append(
                try likelihood(sequences, member: member, samples: samples, seed: seed, threads: threads))
        }
        var sum = parts[0]
        let most = parts.map(\.logLikelihood).max() ?? 0
        let mean = parts.reduce(0) { $0 + exp($1.logLikelihood - most) } / Double(parts.count)
        sum.logLikelihood = most + log(mean)
        sum.compensator = parts.reduce(0) { $0 + $1.compensator } / Double(parts.count)
        return sum
    }

    /// The bound log (1/K Σ p(events, zₖ) / q(zₖ)) on the log likelihood, zₖ from the encoder's posterior (Burda et al. 2016): with
    /// K = 1 the evidence lower bound on average, nearer with more. Long sequences are scored in pieces.
    private func likelihood(
        _ sequences: [EventSequence], member: Int, samples: Int, seed: UInt64, threads: Int
    ) throws(EventError) -> EventLikelihood {
        let network = LatentEventNetwork(shape)
        let weights = members[member].map { Double($0) }
        let rowsPerBlock = 32
        let crew = WorkCrew(threads: threads)
        let engines = (0..<crew.threads).map { _ in
            LatentEventEngine<Double>(
                network, capacity: rowsPerBlock, control: Self.control, options: SolverOptions())
        }
        var pieces: [EventSequence] = []
        for sequence in sequences { pieces += try sequence.pieces(most: shape.pieceEvents) }
        let random = Philox4x32(seed: seed)
        let found = try crew.map(pieces.count) { index, thread throws(EventError) in
            let episode = LatentEventEpisode(pieces[index], shape: shape)
            var terms: [Double] = []
            var mass = 0.0
            for first in stride(from: 0, to: samples, by: rowsPerBlock) {
                let count = min(rowsPerBlock, samples - first)
                let noise = (0..<count).map { sample in
                    (0..<shape.latent).map {
                        random.normal(
                            .importanceDraws, series: UInt32(index), sample: UInt32(first + sample), index: UInt32($0))
                    }
                }
                do throws(SolverError) {
                    let outcome = try engines[thread].step(
                        Array(repeating: episode, count: count), noise: noise, parameters: weights)
                    terms += zip(outcome.logLikelihood, outcome.logWeight).map { $0 + $1 }
                    mass += outcome.compensator.reduce(0, +)
                } catch {
                    throw .numerical(.solver(error, series: pieces[index].name))
                }
            }
            let most = terms.max() ?? 0
            let mean = terms.reduce(0) { $0 + exp($1 - most) } / Double(terms.count)
            return (bound: most + log(mean), mass: mass / Double(samples))
        }
        var sum = EventLikelihood()
        for piece in found {
            sum.logLikelihood += piece.bound
            sum.compensator += piece.mass
        }
        sum.events = sequences.reduce(0) { $0 + $1.times.count }
        sum.sequences = sequences.count
        sum.duration = sequences.reduce(0) { $0 + $1.duration }
        return sum
    }

    /// The posterior of the latent state at the start of the last piece of `sequence`, and that start.
    func posterior(
        of sequence: EventSequence, member: Int = 0
    ) throws(EventError) -> (start: Double, mean: [Double], logVariance: [Double]) {
        let pieces = try sequence.pieces(most: shape.pieceEvents)
        let network = LatentEventNetwork(shape)
        let engine = LatentEventEngine<Double>(
            network, capacity: 1, control: Self.control, options: SolverOptions())
        let episode = LatentEventEpisode(pieces[pieces.count - 1], shape: shape)
        do throws(SolverError) {
            let found = try engine.infer(episode, parameters: members[member].map { Double($0) })
            return (episode.start, found.mean, found.logVariance)
        } catch {
            throw .numerical(.solver(error, series: sequence.name))
        }
    }

    /// Processes whose paths are drawn from the posterior given `sequence`.
    func draws(_ count: Int, seed: UInt64, for sequence: EventSequence) throws(EventError) -> [any PointProcess] {
        let pieces = try sequence.pieces(most: shape.pieceEvents)
        var posteriors: [[(start: Double, mean: [Double], logVariance: [Double])]] = []
        for member in members.indices.prefix(count) {
            posteriors.append(
                try pieces.map { piece throws(EventError) in try posterior(of: piece, member: member) })
        }
        return (0..<count).map { sample in
            let member = sample % members.count
            let paths = posteriors[member].enumerated().map { index, posterior in
                var random = RandomStream(seed: seed, .latentDraws, series: UInt32(index), sample: UInt32(sample))
                let state = zip(posterior.mean, posterior.logVariance).map { mean, logVariance in
                    mean + exp(0.5 * logVariance) * random.normal()
                }
                return (posterior.start, state)
            }
            return LatentEventProcess(self, member: member, starts: paths.map(\.0), states: paths.map(\.1))
        }
    }
}
