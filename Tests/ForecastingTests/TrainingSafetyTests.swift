import DifferentialEquations
import NeuralLayers
import Testing

@testable import Forecasting

/// A training whose updates fail goes on with smaller ones, says so, and never keeps a number that is none.
@Suite struct TrainingSafetyTests {
    private func settings(epochs: Int = 6) -> FitSettings {
        var settings = FitSettings()
        settings.training.epochs = epochs
        settings.network.hidden = 16
        settings.network.latent = 4
        settings.training.batch = 16
        return settings
    }

    private func expectFinite(_ trainer: LatentODETrainer) throws {
        let isFinite = (trainer.state.parameters + trainer.state.best).allSatisfy(\.isFinite)
        #expect(isFinite)
        // A checkpoint is JSON and weights: it can be written only where every number is one.
        let bytes = try trainer.state.encoded(identity: "i")
        #expect(!bytes.isEmpty)
        for line in trainer.state.curve {
            for value in [line.loss, line.validationLoss, line.validationError, line.evaluations] {
                #expect(value?.isFinite ?? true)
            }
        }
    }

    /// Far too large a learning rate throws the weights about: the solver gives up, or the weights overflow.
    @Test(arguments: [30, 1e30, 1e38]) func aBadLearningRateIsShrunk(rate: Double) throws {
        var settings = settings()
        settings.training.learningRate = rate
        let trainer = try LatentODETrainer(oscillations(series: 64), settings: settings, threads: 2)
        var skipped = 0
        var leastScale = 1.0
        do {
            _ = try trainer.run(progress: { progress in
                skipped = max(skipped, progress.skipped)
                leastScale = min(leastScale, progress.rateScale)
            })
            let model = try trainer.forecaster()
            let isFinite = model.parameters.allSatisfy(\.isFinite)
            #expect(isFinite)
            #expect(model.summary.skippedUpdates == skipped)
            #expect(model.summary.validationError?.isFinite ?? false)
        } catch let error as ForecastingError {
            // Or it is given up, with the reason.
            switch error {
            case .numerical, .unsuitableValues: break
            default: Issue.record("\(error)")
            }
        }
        #expect(skipped > 0 && leastScale < 1, "\(skipped) updates skipped, scale \(leastScale)")
        try expectFinite(trainer)
    }

    /// Weights under which the field is a hundred thousand times too steep, as a checkpoint brings them.
    private func poisoned(_ trainer: LatentODETrainer, best: Bool) throws -> [UInt8] {
        var state = TrainingState(parameters: trainer.state.parameters)
        for entry in trainer.model.parameters.entries where entry.name.hasPrefix("field") {
            for index in entry.offset..<entry.offset + entry.count { state.parameters[index] *= 1e5 }
        }
        if best { state.best = state.parameters }
        return try state.encoded(identity: trainer.identity("i"))
    }

    @Test func aFieldThatCannotBeSolvedIsLeftForTheBestWeights() throws {
        let trainer = try LatentODETrainer(
            oscillations(series: 64), settings: settings(epochs: 14), threads: 2)
        #expect(try trainer.resume(poisoned(trainer, best: false), fingerprint: "i"))
        var notes: [(skipped: Int, scale: Double)] = []
        _ = try trainer.run(progress: { notes.append(($0.skipped, $0.rateScale)) })
        #expect(notes.first?.skipped ?? 0 >= 1 && notes.contains { $0.scale == 0.25 })
        // Two failures, the best weights come back, and fifty successes later the rate has begun to rise.
        #expect(trainer.state.skipped == 2 && trainer.state.rateScale > 0.25)
        try expectFinite(trainer)
        let error = try trainer.forecaster().summary.validationError
        #expect(error?.isFinite ?? false)
    }

    @Test func aFieldThatNeverCanIsGivenUpWithTimeStepAndStatistics() throws {
        let trainer = try LatentODETrainer(oscillations(series: 64), settings: settings(epochs: 20), threads: 2)
        #expect(try trainer.resume(poisoned(trainer, best: true), fingerprint: "i"))
        #expect {
            _ = try trainer.run()
        } throws: { error in
            guard case ForecastingError.numerical(let reason, _) = error else { return false }
            switch reason {
            case .tooManySteps(_, _, let step, let s), .nonFinite(_, _, let step, let s),
                .stepTooSmall(_, _, let step, let s):
                return step.isFinite && s.evaluations > 0
            default: return false
            }
        }
        try expectFinite(trainer)
    }

    @Test func theRateOfATrainingThatFailedIsKeptWithItsCheckpoint() throws {
        var state = TrainingState(parameters: [1, 2])
        state.rateScale = 0.125
        state.skipped = 3
        let restored = try #require(TrainingState(try state.encoded(identity: "i"), identity: "i", count: 2))
        #expect(restored.rateScale == 0.125 && restored.skipped == 3)
    }
}
