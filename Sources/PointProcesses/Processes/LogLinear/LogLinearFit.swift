/// Fits trend and seasons, with the harmonics asked for or as many as Akaike's criterion wants.
enum LogLinearFit: ProcessFit {
    static let name = "log-linear"
    static let title = "a log-linear rate"
    static let key = "logLinear"

    /// Harmonics that are tried where none are asked for.
    private static let mostHarmonics = 12

    private typealias Fit = (process: LogLinearProcess, covariance: [[Double]]?, isConverged: Bool)

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<ParametricFit<LogLinearProcess>>? {
        let found: Fit
        if let harmonics = task.settings.harmonics {
            found = try fit(task, harmonics: harmonics)
        } else {
            found = try best(task)
        }
        return ProcessFitResult(
            fitted: ParametricFit(parametric: found.process), covariance: found.covariance,
            isConverged: found.isConverged)
    }

    private static func fit(_ task: ProcessFitTask, harmonics: Int) throws(EventError) -> Fit {
        try LogLinearProcess.fit(
            task.sequences, markCount: task.markCount, hasTrend: task.settings.hasTrend,
            seasons: task.settings.periods.map { Season(period: $0, harmonics: harmonics) })
    }

    /// The fit of least criterion. The search ends early where the windows do not tell so many coefficients apart.
    private static func best(_ task: ProcessFitTask) throws(EventError) -> Fit {
        var best = try fit(task, harmonics: 1)
        guard !task.settings.periods.isEmpty else { return best }
        func criterion(_ process: LogLinearProcess) throws(EventError) -> Double {
            2 * Double(process.features * task.markCount)
                - 2 * (try process.likelihood(task.sequences).logLikelihood)
        }
        var least = try criterion(best.process)
        for harmonics in 2...mostHarmonics {
            let next: Fit
            do throws(EventError) {
                next = try fit(task, harmonics: harmonics)
            } catch {
                guard case .tooLittleData(.indistinctCoefficients) = error else { throw error }
                break
            }
            let value = try criterion(next.process)
            if value < least { (best, least) = (next, value) }
        }
        return best
    }
}
