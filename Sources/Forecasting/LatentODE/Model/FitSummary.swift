/// What a fit found.
public struct FitSummary: Sendable, Hashable, Codable {
    /// Series that the weights were learned from.
    public var trainingSeries = 0
    /// Series (or windows) that chose the epoch.
    public var validationSeries = 0
    /// Observations in all.
    public var observations = 0
    /// Parameters of the model.
    public var parameters = 0
    /// The epoch whose weights were kept.
    public var bestEpoch = 0
    /// Updates that were left out because the solver or the loss failed.
    public var skippedUpdates = 0
    /// The history of the training.
    public var curve: [TrainingEpoch] = []
    /// Mean squared error of the model on hidden observations of the validation episodes, in scaled units.
    public var validationError: Double?
    /// The same of the last value seen and of the mean of the values seen.
    public var baselineErrors: [String: Double] = [:]
}
