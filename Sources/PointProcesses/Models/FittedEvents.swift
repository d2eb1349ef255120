/// A fitted point process with its settings, estimates and likelihoods: what is stored as a model of events.
public struct FittedEvents: Sendable, Codable {
    /// The settings of the fit.
    public var settings: EventFitSettings
    /// Names of the marks.
    public var marks: [String]
    /// Converts the data's times to model times and back.
    public var clock: EventClock
    /// The process.
    public var model: EventModel
    /// Parameters with standard errors; empty for the latent ODE.
    public var parameters: [ParameterEstimate]
    /// Covariance of the unconstrained parameters; `nil` where the likelihood is flat or the kind has its own way.
    var covariance: [[Double]]?
    /// Log likelihood of what was fitted; for the latent ODE its importance-weighted bound.
    public var likelihood: EventLikelihood
    /// The same of the constant rate.
    public var constantLikelihood: EventLikelihood
    /// Free parameters.
    public var parameterCount: Int
    /// Whether the search for the greatest likelihood converged.
    public var isConverged: Bool
    /// Series whose exposure was taken to be the span of their events.
    public var withoutWindow: Int

    /// Akaike's criterion, 2 p − 2 log L.
    public var informationCriterion: Double { 2 * Double(parameterCount) - 2 * likelihood.logLikelihood }
    /// Akaike's criterion of the constant rate.
    public var constantInformationCriterion: Double {
        2 * Double(marks.count) - 2 * constantLikelihood.logLikelihood
    }

    /// Processes drawn from the uncertainty of the parameters: rates from gamma distributions, other parameters from the normal
    /// distribution of their estimates; of the latent ODE, from the posterior of its path.
    ///
    /// - Parameters:
    ///   - count: the number of draws.
    ///   - seed: of the draws.
    ///   - sequence: what a latent path is inferred from.
    public func draws(
        _ count: Int, seed: UInt64, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess] {
        try model.fitted.draws(count, seed: seed, covariance: covariance, for: sequence)
    }

    /// The process that new sequences over `exposure` are drawn from: at the estimates; of a latent ODE, with a path drawn from the
    /// prior.
    ///
    /// - Throws: `invalidSequence` without a window.
    public func sampledProcess(
        over exposure: [Exposure], random: inout RandomStream
    ) throws(EventError) -> any PointProcess {
        guard let start = exposure.first?.start else { throw .invalidSequence(.noWindow, series: "") }
        return model.fitted.sampled(from: start, random: &random)
    }

    /// The log likelihood of other sequences; for the latent ODE the importance-weighted bound of `samples` draws.
    public func likelihood(
        of sequences: [EventSequence], samples: Int = 64, threads: Int = 1
    ) throws(EventError) -> EventLikelihood {
        try model.fitted.likelihood(of: sequences, samples: samples, seed: settings.seed, threads: threads)
    }
}

extension FittedEvents {
    /// Draws behind the bound that a latent ODE's fit reports.
    private static let reportedSamples = 32

    /// Fits the intensity that `settings` ask for.
    ///
    /// - Parameters:
    ///   - sequences: the events, one sequence a series.
    ///   - marks: names of the marks.
    ///   - clock: converts between moments and the sequences' times.
    ///   - settings: the kind of intensity, and how it is fitted.
    ///   - withoutWindow: series whose exposure was taken to be the span of their events, for the report.
    ///   - threads: never change the result.
    ///   - progress: called after every epoch of a latent ODE.
    ///   - isCancelled: asked now and then; the answer is then `nil`.
    /// - Throws: `tooLittleData` and `impossibleRequest` for what the kind cannot be fitted to.
    public static func fit(
        _ sequences: [EventSequence], marks: [String], clock: EventClock, settings: EventFitSettings,
        withoutWindow: Int = 0, threads: Int = 1, progress: (EventFitProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws(EventError) -> FittedEvents? {
        guard !sequences.isEmpty else { throw .tooLittleData(.noEvents(until: nil)) }
        let task = ProcessFitTask(
            sequences: sequences, markCount: marks.count, settings: settings, threads: threads)
        func fitted<Fit: ProcessFit>(_ fit: Fit.Type) throws(EventError) -> FittedEvents? {
            guard let result = try fit.fit(task, progress: progress, isCancelled: isCancelled) else { return nil }
            let process = result.fitted
            let constant = ConstantProcess.fit(sequences, markCount: marks.count).process
            return FittedEvents(
                settings: settings, marks: marks, clock: clock, model: EventModel(key: fit.key, process),
                parameters: process.estimates(marks: marks, covariance: result.covariance),
                covariance: result.covariance,
                likelihood: try process.likelihood(
                    of: sequences, samples: reportedSamples, seed: settings.seed, threads: threads),
                constantLikelihood: try constant.likelihood(sequences),
                parameterCount: process.parameterCount(marks: marks), isConverged: result.isConverged,
                withoutWindow: withoutWindow)
        }
        return try fitted(settings.kind.fit)
    }
}
