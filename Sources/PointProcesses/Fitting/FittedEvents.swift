import Foundation
import Lanes

/// A point process fitted to sequences, with everything that forecasts, checks and reports need.
public struct FittedEvents: Sendable, Codable {
    /// What was asked.
    public var settings: EventFitSettings
    /// Names of the marks.
    public var marks: [String]
    /// How times become model times.
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
    /// Whether the search ended where it should.
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
    /// - Parameter sequence: what a latent path is inferred from.
    public func draws(
        _ count: Int, seed: UInt64, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess] {
        var found: [any PointProcess] = []
        let free = (covariance ?? []).indices.filter { (covariance?[$0][$0] ?? 0) > 0 }
        let factor = covariance.flatMap { matrix in CholeskyFactor(free.map { row in free.map { matrix[row][$0] } }) }
        if case .latent(let model) = model { return try model.draws(count, seed: seed, for: sequence) }
        for sample in 0..<count {
            var random = RandomStream(seed: seed, .parameterDraws, sample: UInt32(sample))
            switch model {
            case .constant(_, let counts):
                found.append(ConstantProcess(rates: counts.draw { random.uniform() }.map { $0[0] }))
            case .piecewise(let process, let counts):
                found.append(
                    PiecewiseProcess(
                        edges: process.edges, period: process.period, rates: counts.draw { random.uniform() }))
            default:
                guard let parametric = model.parametric else { continue }
                guard let factor else {
                    found.append(parametric)
                    continue
                }
                var process: any ParametricProcess = parametric
                for _ in 0..<100 {
                    var theta = parametric.theta
                    let noise = factor.multiply(free.map { _ in random.normal() })
                    for (index, value) in zip(free, noise) { theta[index] += value }
                    let drawn = parametric.replacing(theta: theta)
                    // A process that explodes is no candidate where the fitted one does not.
                    if let hawkes = drawn as? HawkesProcess, !hawkes.isStable { continue }
                    process = drawn
                    break
                }
                found.append(process)
            }
        }
        return found
    }
}

extension FittedEvents {
    /// Fits the intensity that `settings` ask for.
    ///
    /// - Parameters:
    ///   - progress: called after every epoch of a latent ODE.
    ///   - isCancelled: asked now and then; the answer is then `nil`.
    public static func fit(
        _ sequences: [EventSequence], marks: [String], clock: EventClock, settings: EventFitSettings,
        withoutWindow: Int = 0, threads: Int = 1, progress: (LatentEventTrainer.Progress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws(EventError) -> FittedEvents? {
        guard !sequences.isEmpty else {
            throw .tooLittleData("there are neither events nor windows of exposure to learn from")
        }
        let count = marks.count
        let span = ExposureProfile(sequences).span
        let model: EventModel
        var covariance: [[Double]]?
        var isConverged = true
        var latentLikelihood: EventLikelihood?
        let constant = ConstantProcess.fit(sequences, markCount: count)
        switch settings.kind {
        case .constant: model = .constant(constant.process, constant.counts)
        case .piecewise:
            let period = settings.periods.first
            let pieces = settings.pieces ?? (period == nil ? 10 : 24)
            let start = period == nil ? span.start : 0
            let length = period ?? (span.end - span.start)
            let edges = (0...pieces).map { start + length * Double($0) / Double(pieces) }
            let fit = PiecewiseProcess.fit(sequences, markCount: count, edges: edges, period: period)
            model = .piecewise(fit.process, fit.counts)
        case .logLinear:
            let fit = try logLinear(sequences, count, settings)
            model = .logLinear(fit.process)
            (covariance, isConverged) = (fit.covariance, fit.isConverged)
        case .hawkes:
            let fit = try HawkesProcess.fit(sequences, markCount: count)
            model = .hawkes(fit.process)
            (covariance, isConverged) = (fit.covariance, fit.isConverged)
        case .weibull, .logNormal:
            let fit = try RenewalProcess.fit(
                sequences, markCount: count, waiting: settings.kind == .weibull ? .weibull : .logNormal)
            model = .renewal(fit.process)
            (covariance, isConverged) = (fit.covariance, fit.isConverged)
        case .latentODE:
            let trainer = try LatentEventTrainer(sequences, markCount: count, settings: settings, threads: threads)
            guard let fitted = try trainer.run(progress: progress, isCancelled: isCancelled) else { return nil }
            model = .latent(fitted)
            latentLikelihood = try fitted.likelihood(sequences, samples: 32, seed: settings.seed, threads: threads)
        }
        var parameters: [ParameterEstimate] = []
        switch model {
        case .constant(let process, let counts):
            parameters = counts.estimates(names: process.parameterNames(marks: marks).map(\.name))
        case .piecewise(let process, let counts):
            parameters = counts.estimates(names: process.parameterNames(marks: marks).map(\.name))
        default: parameters = model.parametric?.estimates(marks: marks, covariance: covariance) ?? []
        }
        var likelihood = EventLikelihood()
        if let latentLikelihood {
            likelihood = latentLikelihood
        } else {
            likelihood = try model.process.likelihood(sequences)
        }
        var parameterCount = parameters.count
        if case .latent(let latent) = model { parameterCount = latent.parameters.count }
        return FittedEvents(
            settings: settings, marks: marks, clock: clock, model: model, parameters: parameters,
            covariance: covariance, likelihood: likelihood,
            constantLikelihood: try constant.process.likelihood(sequences), parameterCount: parameterCount,
            isConverged: isConverged, withoutWindow: withoutWindow)
    }

    /// The log-linear fit with the harmonics asked for, or with as many as AIC wants.
    private static func logLinear(
        _ sequences: [EventSequence], _ marks: Int, _ settings: EventFitSettings
    ) throws(EventError) -> (process: LogLinearProcess, covariance: [[Double]]?, isConverged: Bool) {
        func fit(_ harmonics: Int) throws(EventError) -> (
            process: LogLinearProcess, covariance: [[Double]]?, isConverged: Bool
        ) {
            try LogLinearProcess.fit(
                sequences, markCount: marks, hasTrend: settings.hasTrend,
                seasons: settings.periods.map { Season(period: $0, harmonics: harmonics) })
        }
        if let harmonics = settings.harmonics { return try fit(harmonics) }
        var best = try fit(1)
        guard !settings.periods.isEmpty else { return best }
        func criterion(_ process: LogLinearProcess) throws(EventError) -> Double {
            2 * Double(process.features * marks) - 2 * (try process.likelihood(sequences).logLikelihood)
        }
        var least = try criterion(best.process)
        for harmonics in 2...12 {
            guard let next = try? fit(harmonics) else { break }
            let value = try criterion(next.process)
            if value < least { (best, least) = (next, value) }
        }
        return best
    }

    /// The log likelihood of other sequences; for the latent ODE the importance-weighted bound.
    public func likelihood(
        of sequences: [EventSequence], samples: Int = 64, threads: Int = 1
    ) throws(EventError) -> EventLikelihood {
        if case .latent(let model) = model {
            return try model.likelihood(sequences, samples: samples, seed: settings.seed, threads: threads)
        }
        return try model.process.likelihood(sequences)
    }
}
