/// Fits a renewal process with log-normal waiting times.
enum LogNormalFit: ProcessFit {
    static let name = "log-normal"
    static let title = "a renewal process with log-normal waiting times"
    static let key = "renewal"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<ParametricFit<RenewalProcess>>? {
        let fit = try RenewalProcess.fit(task.sequences, markCount: task.markCount, waiting: .logNormal)
        return ProcessFitResult(
            fitted: ParametricFit(parametric: fit.process), covariance: fit.covariance, isConverged: fit.isConverged)
    }
}
