/// Fits a renewal process with Weibull waiting times.
enum WeibullFit: ProcessFit {
    static let name = "weibull"
    static let title = "a renewal process with Weibull waiting times"
    static let key = "renewal"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<ParametricFit<RenewalProcess>>? {
        let fit = try RenewalProcess.fit(task.sequences, markCount: task.markCount, waiting: .weibull)
        return ProcessFitResult(
            fitted: ParametricFit(parametric: fit.process), covariance: fit.covariance, isConverged: fit.isConverged)
    }
}
