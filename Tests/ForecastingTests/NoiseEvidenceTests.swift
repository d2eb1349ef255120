import Foundation
import NeuralLayers
import Testing
import TimeSeries

@testable import Forecasting

/// The evidence for the noise where the solver gives up on a series.
@Suite struct NoiseEvidenceTests {
    /// Thirty short series and one forty times as long, of which all but a few validate.
    private func trainer() throws -> LatentODETrainer {
        var times: [Double] = []
        var offsets = [0]
        for series in 0..<31 {
            let pace = series == 0 ? 40.0 : 1
            times += (0..<8).map { pace * (Double($0) + 0.1 * Double(series % 5)) }
            offsets.append(times.count)
        }
        let data = SeriesCollection(
            variables: ["x"], names: (0..<31).map { "s\($0)" }, offsets: offsets, times: .numeric(times),
            variableIndices: Array(repeating: 0, count: times.count), values: times.map(sin))
        var settings = FitSettings()
        settings.network.hidden = 16
        settings.network.latent = 4
        settings.validation = 0.9
        return try LatentODETrainer(data, settings: settings, threads: 2)
    }

    /// The weights of a field so many times as steep.
    private func steep(_ trainer: LatentODETrainer, _ factor: Float) -> [Float] {
        var parameters = trainer.state.parameters
        for entry in trainer.model.parameters.entries where entry.name.hasPrefix("field") {
            for index in entry.offset..<entry.offset + entry.count { parameters[index] *= factor }
        }
        return parameters
    }

    @Test func aSeriesThatCannotBeSolvedLosesItsOwnEvidenceOnly() throws {
        let trainer = try trainer()
        #expect(trainer.validation.contains { $0.series == 0 })
        let whole = trainer.noiseEvidence(steep(trainer, 1))[0]
        #expect(whole.targets.count == trainer.noiseEvidence(steep(trainer, 2))[0].targets.count)
        // A steeper field needs more steps: at some factor, too many for the long series alone.
        var counts: [Int] = []
        for factor: Float in [4, 6, 8, 12, 16, 24, 32, 48, 64] {
            let found = trainer.noiseEvidence(steep(trainer, factor))[0]
            #expect(found.draws == 64 || found.targets.isEmpty)
            counts.append(found.targets.count)
        }
        let hidden = trainer.validation.first { $0.series == 0 }?.points.count ?? 0
        #expect(counts.contains { $0 < whole.targets.count && $0 >= whole.targets.count - 2 * hidden }, "\(counts)")
        #expect(trainer.channelNoise(steep(trainer, 1e6)) == [ChannelNoise(likelihood: .studentT)])
    }
}
