import NeuralLayers

/// What a training does about updates that fail: the solver gives up, or the loss or the weights are not finite.
///
/// A failed update is skipped and the learning rate halved; fifty successes in a row double it again, up to the rate asked for.
/// After two failures in a row the weights themselves are at fault: those before the last success are restored, or, if these have
/// already been restored in vain, the best ones.
struct UpdateRecovery {
    /// Smallest factor of the learning rate.
    static let leastScale = 1.0 / 1024
    /// Successes in a row after which the rate rises and failures are forgotten.
    static let run = 50
    /// Failures without such a run after which the training is given up.
    static let mostFailures = 20
    private var before: (parameters: [Float], optimizer: Adam<Float>)?
    private var failuresInARow = 0

    /// Records a successful update.
    ///
    /// - Parameters:
    ///   - state: the training after it.
    ///   - parameters: the weights before it.
    ///   - optimizer: the optimiser's state before it.
    mutating func succeeded(_ state: inout TrainingState, parameters: [Float], optimizer: Adam<Float>) {
        before = (parameters, optimizer)
        failuresInARow = 0
        state.successes += 1
        if state.successes >= Self.run, state.failures > 0 || state.rateScale < 1 {
            state.rateScale = min(1, 2 * state.rateScale)
            state.successes = 0
            state.failures = 0
        }
    }

    /// Records a failed update.
    mutating func failed(_ state: inout TrainingState) {
        state.skipped += 1
        state.rateScale = max(state.rateScale / 2, Self.leastScale)
        state.successes = 0
        state.failures += 1
        failuresInARow += 1
        guard failuresInARow >= 2 else { return }
        if let before {
            state.parameters = before.parameters
            state.optimizer = before.optimizer
        } else {
            state.parameters = state.best
            state.optimizer = Adam(count: state.best.count)
        }
        before = nil
        failuresInARow = 0
    }
}
