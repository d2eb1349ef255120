import Foundation
import Lanes
import Testing

@testable import Forecasting

@Suite struct ChannelNoiseTests {
    /// Values of noise whose quantile function is `quantile`, told by draws of location 0 and scale 1.
    private func evidence(_ count: Int, _ quantile: (Double) -> Double) -> NoiseEvidence {
        var evidence = NoiseEvidence()
        for index in 0..<count {
            evidence.targets.append(quantile((Double(index) + 0.5) / Double(count)))
            evidence.locations += [0, 0]
            evidence.scales += [1, 1]
        }
        return evidence
    }

    private func standardQuantile(_ p: Double, _ family: ObservationLikelihood) -> Double {
        let component: any MixtureComponent = family.distribution.component(location: 0, scale: 1)
        return component.quantile(p)
    }

    @Test(arguments: [
        (ObservationLikelihood.gaussian, 0.5), (.gaussian, 1.8), (.studentT, 0.6), (.studentT, 1.5),
    ])
    func familyAndFactorAreFound(_ family: ObservationLikelihood, _ factor: Double) {
        let evidence = evidence(2000) { factor * standardQuantile($0, family) }
        let noise = ChannelNoise(evidence, among: [.studentT, .gaussian], transform: .identity)
        #expect(noise.likelihood == family)
        #expect(abs(noise.factor / factor - 1) < 0.02)
    }

    @Test func withoutEvidenceNothingChanges() {
        let noise = ChannelNoise(NoiseEvidence(), among: [.studentT, .gaussian], transform: .logarithm)
        #expect(noise == ChannelNoise(likelihood: .studentT))
        // Three values say little: the factor stays near one.
        let few = ChannelNoise(evidence(3) { _ in 0.01 }, among: [.gaussian], transform: .identity)
        #expect(few.factor > 0.6 && few.factor < 1)
    }

    /// A hundred normals stand for Student's t on logarithmic channels, up to the widest twentieth that is cut off.
    @Test(arguments: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    func logarithmicChannelsHaveTheQuantilesOfStudent(_ p: Double) {
        let summary = ChannelMixture(.studentT, .logarithm, draws: 100).summary(
            locations: Array(repeating: 0, count: 100), scales: Array(repeating: 1, count: 100), probabilities: [p],
            uniforms: [])
        let expected = StudentT.standardQuantile(p)
        #expect(abs(log(summary.quantiles[0]) - expected) < 0.06)
        #expect(summary.mean > 1 && summary.mean < 6 && summary.deviation.isFinite)
    }

    /// A distribution without a scale has no factor, whatever the evidence.
    @Test func withoutScaleThereIsNoFactor() {
        let noise = ChannelNoise(
            evidence(50) { ($0 * 4).rounded() }, among: [ObservationLikelihood(Poisson.self)], transform: .identity)
        #expect(noise.factor == 1 && noise.likelihood.rawValue == "poisson")
    }
}
