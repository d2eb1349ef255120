/// Fits one rate for each mark.
enum ConstantFit: ProcessFit {
    static let name = "constant"
    static let title = "a constant rate"
    static let key = "constant"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<RateFit<ConstantProcess>>? {
        let fit = ConstantProcess.fit(task.sequences, markCount: task.markCount)
        return ProcessFitResult(fitted: RateFit(rates: fit.process, counts: fit.counts))
    }
}

extension ConstantProcess: RateProcess {
    func replacing(rates: [[Double]]) -> ConstantProcess { ConstantProcess(rates: rates.map { $0[0] }) }
}
