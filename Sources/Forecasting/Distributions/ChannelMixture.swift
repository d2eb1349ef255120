/// The predictive mixture of one channel: which distributions its components have, settled once for all its forecasts.
struct ChannelMixture: Sendable {
    /// Distribution of the model's numbers: values, or logarithms.
    let modelled: any ObservationDistribution.Type
    /// Distribution of the values.
    private let values: any ObservationDistribution.Type
    /// One a draw, by which its scale is multiplied.
    let scaleFactors: [Double]

    /// - Parameters:
    ///   - likelihood: distribution of the model's numbers.
    ///   - transform: that of the channel. The exponential of a mixture of normals is one of log-normals; other distributions of
    ///     a logarithm give the scales of normals that stand for them.
    ///   - draws: components of the mixture.
    init(_ likelihood: ObservationLikelihood, _ transform: ChannelTransform, draws: Int) {
        switch transform {
        case .identity:
            modelled = likelihood.distribution
            values = likelihood.distribution
            scaleFactors = Array(repeating: 1, count: draws)
        case .logarithm:
            guard let factors = likelihood.distribution.logarithmicScales(draws: draws) else {
                preconditionFailure("\(likelihood) has no mixture of normals for logarithms")
            }
            modelled = Gaussian.self
            values = LogNormal.self
            scaleFactors = factors
        }
    }

    /// The predictive distribution of a value from the locations and scales of the draws, those of the logarithm on a channel of
    /// logarithms.
    func summary(
        locations: [Double], scales: [Double], probabilities: [Double], uniforms: [Double]
    ) -> PredictiveSummary {
        values.summary(
            locations: locations, scales: zip(scales, scaleFactors).map { $0 * $1 }, probabilities: probabilities,
            uniforms: uniforms)
    }

    /// Σ log p of hidden values where every scale is multiplied by `factor`.
    func logScore(_ evidence: NoiseEvidence, factor: Double) -> Double {
        modelled.logScore(evidence, factors: scaleFactors.map { factor * $0 })
    }
}
