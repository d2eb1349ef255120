import Foundation

/// The observation noise of one channel, learned after the weights.
///
/// In training the posterior's own spread enters the decoder's scale, so a mixture over draws counts it twice; and whether tails are
/// heavy shows only on values that the encoder did not see. Validation data correct both.
public struct ChannelNoise: Sendable, Hashable, Codable {
    /// The distribution of the model's numbers (values, or logarithms) around a draw.
    public var likelihood: ObservationLikelihood
    /// What the decoder's scale is multiplied by.
    public var factor = 1.0

    /// Weight of the prior belief that the factor is one, in squares of its logarithm: some ten values outweigh it.
    private static let caution = 4.0

    /// The noise under which `evidence` is most probable.
    ///
    /// - Parameter candidates: the distributions to choose from; the first where there is no evidence.
    /// - Complexity: some 25 evaluations of every draw of every value for each candidate.
    init(_ evidence: NoiseEvidence, among candidates: [ObservationLikelihood], transform: ChannelTransform) {
        likelihood = candidates[0]
        guard !evidence.targets.isEmpty else { return }
        var best = -Double.infinity
        for candidate in candidates {
            let mixture = ChannelMixture(candidate, transform, draws: evidence.draws)
            func score(_ logFactor: Double) -> Double {
                mixture.logScore(evidence, factor: exp(logFactor)) - Self.caution * logFactor * logFactor
            }
            let found = Self.maximum(of: score)
            if found.score > best {
                best = found.score
                likelihood = candidate
                factor = exp(found.logFactor)
            }
        }
        if !likelihood.distribution.parameters.contains(.scale) { factor = 1 }
    }

    init(likelihood: ObservationLikelihood) { self.likelihood = likelihood }

    /// Golden section: the score has one maximum.
    private static func maximum(of score: (Double) -> Double) -> (logFactor: Double, score: Double) {
        var low = -1.2
        var high = 1.2
        let ratio = 0.6180339887498949
        var a = high - ratio * (high - low)
        var b = low + ratio * (high - low)
        var (atA, atB) = (score(a), score(b))
        for _ in 0..<22 {
            if atA > atB {
                (high, b, atB) = (b, a, atA)
                a = high - ratio * (high - low)
                atA = score(a)
            } else {
                (low, a, atA) = (a, b, atB)
                b = low + ratio * (high - low)
                atB = score(b)
            }
        }
        return ((low + high) / 2, max(atA, atB))
    }
}
