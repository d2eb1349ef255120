import DifferentialEquations
import Forecasting
import Foundation
import NeuralLayers
import Testing
import TimeSeries

@Suite struct FitSettingsTests {
    @Test func everyFieldComesBack() throws {
        var settings = FitSettings()
        settings.network.latent = 7
        settings.network.hidden = 11
        settings.network.layers = 3
        settings.network.encoder = .rnn
        settings.solver.method = .dop853
        settings.solver.relativeTolerance = 1e-5
        settings.solver.absoluteTolerance = 1e-6
        settings.solver.gradient = .interpolating(AdjointTolerance(relative: 1e-2, absolute: 1e-3))
        settings.solver.regularization.kineticEnergy = 0.01
        settings.solver.regularization.errorEstimates = 100
        settings.eventTimes = .joint
        settings.likelihood = .studentT
        settings.training.epochs = 5
        settings.training.timeLimit = 60
        settings.training.batch = 32
        settings.training.learningRate = 0.02
        settings.validation = 0.25
        settings.task.history = 3
        settings.task.horizon = 4
        settings.task.season = .periods([86400, 604_800])
        settings.training.samples = 2
        settings.regression.features = 6
        settings.rivals = ["mean", "drift"]
        settings.seed = 99
        let bytes = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(FitSettings.self, from: bytes) == settings)
        // Every stored property of every part is among the keys, and none of them still has its default.
        func leaves(_ settings: FitSettings) -> [String: String] {
            var found: [String: String] = [:]
            for child in Mirror(reflecting: settings).children {
                let name = child.label ?? ""
                let isPart = ["network", "solver", "training", "regression", "task"].contains(name)
                for leaf in isPart ? Array(Mirror(reflecting: child.value).children) : [child] {
                    found["\(name).\(leaf.label ?? "")"] = "\(leaf.value)"
                }
            }
            return found
        }
        let plain = leaves(FitSettings())
        let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(object.count == plain.count)
        for (name, value) in leaves(settings) { #expect(value != plain[name], "\(name)") }
    }

    @Test func whatAnOlderProgramWroteIsRead() throws {
        let old = #"{"hidden":20,"gradient":{"continuous":{}}}"#
        var expected = FitSettings()
        expected.network.hidden = 20
        expected.solver.gradient = .continuous()
        #expect(try JSONDecoder().decode(FitSettings.self, from: Data(old.utf8)) == expected)
    }

    /// The keys that version 0.1.0 wrote, flat.
    @Test func theKeysOfTheFirstVersionStay() throws {
        var settings = FitSettings()
        settings.network.latent = 3
        settings.training.epochs = 1
        settings.training.timeLimit = 1
        settings.training.batch = 1
        settings.task.history = 1
        settings.task.horizon = 1
        settings.eventTimes = .joint
        let object = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(settings)) as? [String: Any])
        #expect(
            object.keys.sorted() == [
                "absoluteTolerance", "batch", "encoder", "epochs", "eventTimes", "gradient", "hidden", "history",
                "horizon",
                "latent", "layers", "learningRate", "likelihood", "regularization", "relativeTolerance", "seed",
                "solver",
                "timeLimit", "trainingSamples", "validation",
            ])
    }

    @Test func seasonsAreToldByName() throws {
        func season(_ text: String, _ kind: TimeKind = .calendar) throws -> SeasonChoice {
            var settings = FitSettings()
            try ForecasterKind.seasonalProfile.apply(["season": text], to: &settings, timeKind: kind)
            return settings.task.season
        }
        #expect(try season("1d,7d") == .periods([86400, 604_800]))
        #expect(try season("none") == .periods([]))
        #expect(try season("12.5", .numeric) == .periods([12.5]))
        for wrong in ["1d,1d", "1d,", "weekly", "0d", "-1d", "1d,24h"] {
            #expect(throws: FitOptionError.self, "\(wrong)") { try season(wrong) }
        }
        #expect(throws: FitOptionError.self) {
            var settings = FitSettings()
            try ForecasterKind.mean.apply(["season": "1d"], to: &settings, timeKind: .calendar)
        }
    }
}
