import NeuralLayers

/// What a training does about updates that fail: a solver that gives up, a loss or weights that are not finite.
///
/// A failed update is left out and the learning rate halved; fifty in a row that succeed double it again, up to what was
/// asked. Where a second one in a row fails, the weights themselves are at fault: those before the last update come back, or,
/// where these failed too, the best ones.
struct UpdateRecovery {
    /// The least factor of the learning rate.
    static let leastScale = 1.0 / 1024
    /// Updates in a row after which failures are forgotten.
    static let run = 50
    /// Failures without such a run after which a training is hopeless.
    static let mostFailures = 20
    private var before: (parameters: [Float], optimizer: Adam<Float>)?
    private var failuresInARow = 0

    /// Notes an update that succeeded.
    ///
    /// - Parameters:
    ///   - parameters: the weights before it; `optimizer` likewise.
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

    /// Notes one that failed.
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
