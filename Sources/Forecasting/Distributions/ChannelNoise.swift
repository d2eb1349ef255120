import Foundation

/// How a channel's values spread around what a draw of the latent path says, learned beside the weights.
///
/// In training the posterior's own spread goes into the decoder's scale, so that a mixture over draws counts it twice; and
/// whether tails are heavy shows only on values that the encoder did not see. Both are put right on validation data.
public struct ChannelNoise: Sendable, Hashable, Codable {
    /// The family of the noise.
    public var likelihood: ObservationLikelihood
    /// What the decoder's scale is multiplied by.
    public var factor = 1.0

    /// Values that were hidden from the encoder and what draws say of them, in scaled units.
    struct Evidence {
        /// The values, `(cells)`.
        var targets: [Double] = []
        /// Centres, `(cells, draws)`.
        var centers: [Double] = []
        /// Scales, `(cells, draws)`.
        var scales: [Double] = []

        /// Σ log p of the values under noise of `likelihood`, its scale multiplied by `factor`.
        func logScore(_ likelihood: ObservationLikelihood, factor: Double, isLogarithmic: Bool) -> Double {
            guard !targets.isEmpty else { return 0 }
            let draws = centers.count / targets.count
            let tails =
                isLogarithmic && likelihood == .studentT
                ? PredictiveMixture.tailScales(draws) : [Double](repeating: 1, count: draws)
            let family = isLogarithmic ? ObservationLikelihood.gaussian : likelihood
            var sum = 0.0
            for (cell, target) in targets.enumerated() {
                var density = 0.0
                for draw in 0..<draws {
                    let scale = factor * tails[draw] * scales[cell * draws + draw]
                    density +=
                        PredictiveMixture.standard((target - centers[cell * draws + draw]) / scale, family).density
                        / scale
                }
                sum += Foundation.log(max(density / Double(draws), 1e-30))
            }
            return sum
        }
    }

    /// Weight of the belief that the factor is one, in squares of its logarithm: some ten values outweigh it.
    private static let caution = 4.0

    /// The noise under which `evidence` is most probable.
    ///
    /// - Parameter families: the likelihoods to choose from; the first where there is no evidence.
    /// - Complexity: some 25 evaluations of every draw of every value for each family.
    init(_ evidence: Evidence, among families: [ObservationLikelihood], isLogarithmic: Bool) {
        likelihood = families[0]
        guard !evidence.targets.isEmpty else { return }
        var best = -Double.infinity
        for family in families {
            func score(_ logFactor: Double) -> Double {
                evidence.logScore(family, factor: exp(logFactor), isLogarithmic: isLogarithmic)
                    - Self.caution * logFactor * logFactor
            }
            // Golden section: the score has one maximum.
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
            if max(atA, atB) > best {
                best = max(atA, atB)
                likelihood = family
                factor = exp((low + high) / 2)
            }
        }
    }

    init(likelihood: ObservationLikelihood) { self.likelihood = likelihood }
}
