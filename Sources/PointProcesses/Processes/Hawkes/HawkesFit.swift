/// Fits a self-exciting process with exponential kernels.
enum HawkesFit: ProcessFit {
    static let name = "hawkes"
    static let title = "a self-exciting process"
    static let key = "hawkes"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<ParametricFit<HawkesProcess>>? {
        let fit = try HawkesProcess.fit(task.sequences, markCount: task.markCount)
        return ProcessFitResult(
            fitted: ParametricFit(parametric: fit.process), covariance: fit.covariance, isConverged: fit.isConverged)
    }
}
