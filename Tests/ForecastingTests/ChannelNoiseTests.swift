import Foundation
import Lanes
import Testing

@testable import Forecasting

@Suite struct ChannelNoiseTests {
    /// Values of noise whose quantile function is `quantile`, told by draws of centre 0 and scale 1.
    private func evidence(_ count: Int, _ quantile: (Double) -> Double) -> ChannelNoise.Evidence {
        var evidence = ChannelNoise.Evidence()
        for index in 0..<count {
            evidence.targets.append(quantile((Double(index) + 0.5) / Double(count)))
            evidence.centers += [0, 0]
            evidence.scales += [1, 1]
        }
        return evidence
    }

    @Test(arguments: [
        (ObservationLikelihood.gaussian, 0.5), (.gaussian, 1.8), (.studentT, 0.6), (.studentT, 1.5),
    ])
    func familyAndFactorAreFound(_ family: ObservationLikelihood, _ factor: Double) {
        let evidence = evidence(2000) { factor * PredictiveMixture.standardQuantile($0, family) }
        let noise = ChannelNoise(evidence, among: [.studentT, .gaussian], isLogarithmic: false)
        #expect(noise.likelihood == family)
        #expect(abs(noise.factor / factor - 1) < 0.02)
    }

    @Test func withoutEvidenceNothingChanges() {
        let noise = ChannelNoise(ChannelNoise.Evidence(), among: [.studentT, .gaussian], isLogarithmic: true)
        #expect(noise == ChannelNoise(likelihood: .studentT))
        // Three values say little: the factor stays near one.
        let few = ChannelNoise(evidence(3) { _ in 0.01 }, among: [.gaussian], isLogarithmic: false)
        #expect(few.factor > 0.6 && few.factor < 1)
    }

    /// A hundred normals stand for Student's t on logarithmic channels, up to the widest twentieth that is cut off.
    @Test(arguments: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    func logarithmicChannelsHaveTheQuantilesOfStudent(_ p: Double) {
        let mixture = PredictiveMixture(
            likelihood: .studentT, centers: Array(repeating: 0, count: 100), scales: Array(repeating: 1, count: 100),
            isLogarithmic: true)
        let expected = PredictiveMixture.standardQuantile(p, .studentT)
        #expect(abs(log(mixture.quantile(p)) - expected) < 0.06)
        let (mean, deviation) = mixture.moments
        #expect(mean > 1 && mean < 6 && deviation.isFinite)
    }
}
