/// What one epoch of a training came to.
public struct TrainingEpoch: Sendable, Hashable, Codable {
    /// Epochs done.
    public var epoch: Int
    /// Negative evidence lower bound per observation, the mean over the epoch; `nil` where no update succeeded.
    public var loss: Double?
    /// Mean number of forward evaluations of the vector field in the solve of one series.
    public var evaluations: Double?
    /// Mean kinetic energy of a series; `nil` unless it is regularised.
    public var kineticEnergy: Double?
    /// Mean error estimate of a series; `nil` unless it is regularised.
    public var errorEstimates: Double?
    /// Negative log likelihood per hidden observation of the validation episodes, in scaled units; `nil` without validation, or
    /// where the solver gave up.
    public var validationLoss: Double?
    /// Mean squared error of the same, in scaled units.
    public var validationError: Double?
}

extension TrainingEpoch {
    /// The measures shown during a fit.
    var measures: [FitProgress.Measure] {
        [("loss", loss), ("validation", validationLoss)].compactMap { name, value in
            value.map { FitProgress.Measure(name: name, value: $0) }
        }
    }
}
