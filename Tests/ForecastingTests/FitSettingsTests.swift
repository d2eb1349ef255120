import DifferentialEquations
import Forecasting
import Foundation
import NeuralLayers
import Testing

@Suite struct FitSettingsTests {
    @Test func everyFieldComesBack() throws {
        var settings = FitSettings()
        settings.latent = 7
        settings.hidden = 11
        settings.layers = 3
        settings.encoder = .rnn
        settings.solver = .dop853
        settings.relativeTolerance = 1e-5
        settings.absoluteTolerance = 1e-6
        settings.gradient = .interpolating(AdjointTolerance(relative: 1e-2, absolute: 1e-3))
        settings.regularization.kineticEnergy = 0.01
        settings.regularization.errorEstimates = 100
        settings.eventTimes = .joint
        settings.likelihood = .studentT
        settings.epochs = 5
        settings.timeLimit = 60
        settings.batch = 32
        settings.learningRate = 0.02
        settings.validation = 0.25
        settings.history = 3
        settings.horizon = 4
        settings.trainingSamples = 2
        settings.seed = 99
        let bytes = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(FitSettings.self, from: bytes) == settings)
        // Every stored property is among the keys, and none of them still has its default.
        let plain = Dictionary(
            uniqueKeysWithValues: Mirror(reflecting: FitSettings()).children.map { ($0.label, $0.value) })
        let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(Set(object.keys) == Set(plain.keys.compactMap { $0 }))
        for child in Mirror(reflecting: settings).children {
            #expect("\(child.value)" != "\(plain[child.label] ?? "")", "\(child.label ?? "")")
        }
    }

    @Test func whatAnOlderProgramWroteIsRead() throws {
        let old = #"{"hidden":20,"gradient":{"continuous":{}}}"#
        var expected = FitSettings()
        expected.hidden = 20
        expected.gradient = .continuous()
        #expect(try JSONDecoder().decode(FitSettings.self, from: Data(old.utf8)) == expected)
    }
}
