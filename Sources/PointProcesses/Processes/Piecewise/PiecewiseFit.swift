/// Fits a rate for each mark and piece: pieces of the first period, or of the time under observation.
enum PiecewiseFit: ProcessFit {
    static let name = "piecewise"
    static let title = "a piecewise constant rate"
    static let key = "piecewise"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<RateFit<PiecewiseProcess>>? {
        let span = ExposureProfile(task.sequences).span
        let period = task.settings.periods.first
        let pieces = task.settings.pieces ?? (period == nil ? 10 : 24)
        let start = period == nil ? span.start : 0
        let length = period ?? (span.end - span.start)
        let edges = (0...pieces).map { start + length * Double($0) / Double(pieces) }
        let fit = PiecewiseProcess.fit(task.sequences, markCount: task.markCount, edges: edges, period: period)
        return ProcessFitResult(fitted: RateFit(rates: fit.process, counts: fit.counts))
    }
}

extension PiecewiseProcess: RateProcess {
    func replacing(rates: [[Double]]) -> PiecewiseProcess {
        PiecewiseProcess(edges: edges, period: period, rates: rates)
    }
}
