/// How a kind of intensity is fitted. One type for each, beside its process.
protocol ProcessFit: SendableMetatype {
    /// The name by which settings, stored models and the command line know it. Never changed.
    static var name: String { get }
    /// What is fitted, for messages, with its article.
    static var title: String { get }
    /// The key under which stored models hold the fitted process. Never changed.
    static var key: String { get }
    /// What it gives.
    associatedtype Fitted: FittedProcess
    /// Fits the intensity; `nil` where it was cancelled.
    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<Fitted>?
}

/// What is fitted, and to what.
struct ProcessFitTask {
    let sequences: [EventSequence]
    let markCount: Int
    let settings: EventFitSettings
    let threads: Int
}

/// What a fit gave.
struct ProcessFitResult<Fitted: FittedProcess> {
    let fitted: Fitted
    /// Covariance of the unconstrained parameters; `nil` where the likelihood is flat or the kind has its own way.
    var covariance: [[Double]]?
    /// Whether the search for the greatest likelihood converged.
    var isConverged = true
}
