/// How far a fit has come.
public struct FitProgress: Sendable {
    /// A number to watch, such as the loss.
    public struct Measure: Sendable, Hashable {
        /// What it is called.
        public let name: String
        /// Its value.
        public let value: Double
    }

    /// Epochs done.
    public let epoch: Int
    /// Epochs planned.
    public let epochs: Int
    /// Share of this epoch's updates done; 1 at its end.
    public let share: Double
    /// The epoch's measures, at its end; empty before.
    public let measures: [Measure]
    /// Episodes per second.
    public let rate: Double
    /// Seconds left if every epoch is run.
    public let secondsLeft: Double
    /// Updates left out so far because the solver, the loss or the weights failed.
    public let skipped: Int
    /// Factor on the learning rate because of them; 1 where none failed lately.
    public let rateScale: Double
}

/// How a fit ended.
public enum FitEnding: Sendable {
    /// All epochs done, or no progress any more.
    case finished
    /// The time limit was reached.
    case timeLimit
    /// It was cancelled; the last checkpoint holds every whole epoch.
    case cancelled
}
