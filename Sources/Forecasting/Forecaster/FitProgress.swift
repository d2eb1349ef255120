/// How far a fit has come.
public struct FitProgress: Sendable {
    /// A number to watch, such as the loss.
    public struct Measure: Sendable, Hashable {
        /// What it is called.
        public let name: String
        /// Its value.
        public let value: Double
    }

    /// What is being done where a fit has several parts, such as `latent-ode on visible rows`; `nil` for a fit of one part.
    public var stage: String?
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

    /// Whether epochs are planned; a fit in closed form has none, and `share` is that of the whole.
    public var hasEpochs: Bool { epochs > 0 }
}

extension FitProgress {
    /// How far a fit in closed form has come.
    init(share: Double, secondsLeft: Double) {
        self.init(
            epoch: 0, epochs: 0, share: share, measures: [], rate: 0, secondsLeft: secondsLeft, skipped: 0,
            rateScale: 1)
    }
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
