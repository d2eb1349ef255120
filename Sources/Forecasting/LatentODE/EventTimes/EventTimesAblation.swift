import Foundation
import TimeSeries

/// Joint against separate models of values and observation times, on held-out series (or ends of series): the part of each that the
/// encoder did not see is scored under the mixture over draws of the latent path.
public struct EventTimesAblation: Sendable, Hashable, Codable {
    /// A mean over the held-out series and its standard error.
    public struct Estimate: Sendable, Hashable, Codable {
        /// The mean.
        public var mean: Double
        /// Its standard error; `nil` for a single series.
        public var standardError: Double?

        init(_ values: [Double]) {
            let n = Double(max(values.count, 1))
            let mean = values.reduce(0, +) / n
            self.mean = mean
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardError = values.count > 1 ? (square / (n - 1) / n).squareRoot() : nil
        }

        /// True if the mean is more than two standard errors above zero.
        public var isPositive: Bool { standardError.map { mean > 2 * $0 } ?? false }
        /// True if it is more than two standard errors below zero.
        public var isNegative: Bool { standardError.map { mean < -2 * $0 } ?? false }
    }

    /// Number of held-out series or ends of series.
    public var series: Int
    /// Log likelihood of values and times by the joint model.
    public var joint: Estimate
    /// The same under two models, one of the values and one of the times.
    public var separate: Estimate
    /// Joint minus separate.
    public var gain: Estimate
    /// Part of the gain that lies in the values.
    public var valuesGain: Estimate
    /// Part of the gain that lies in the times.
    public var timesGain: Estimate

    /// Compares the log likelihoods of each held-out series under the three models.
    init(joint: [HeldOutTerms], values: [HeldOutTerms], times: [HeldOutTerms]) {
        series = joint.count
        let whole = joint.map { HeldOutTerms.mixture(zip($0.values, $0.times).map { $0 + $1 }) }
        let alone = zip(values, times).map { HeldOutTerms.mixture($0.values) + HeldOutTerms.mixture($1.times) }
        self.joint = Estimate(whole)
        separate = Estimate(alone)
        gain = Estimate(zip(whole, alone).map { $0 - $1 })
        valuesGain = Estimate(
            zip(joint, values).map { HeldOutTerms.mixture($0.values) - HeldOutTerms.mixture($1.values) })
        timesGain = Estimate(
            zip(joint, times).map { HeldOutTerms.mixture($0.times) - HeldOutTerms.mixture($1.times) })
    }

    /// The comparison for people.
    var lines: [FactText] {
        func shown(_ estimate: Estimate) -> FactText {
            estimate.standardError.map { "\(number: estimate.mean) ± \(number: $0)" } ?? "\(number: estimate.mean)"
        }
        return [
            "observation times, held-out log likelihood for each of \(series) hidden parts:",
            "  values and times, joint model      " + shown(joint),
            "  values and times, separate models  " + shown(separate),
            "  joint less separate                " + shown(gain),
            "    of the values alone              " + shown(valuesGain),
            "    of the times alone               " + shown(timesGain), "\(verdict)",
        ]
    }

    /// The conclusion in words; a difference within two standard errors of zero is none.
    public var verdict: String {
        if gain.isPositive {
            return "times and values inform each other: the joint model beats the separate ones"
                + (valuesGain.isPositive ? "; timing helps the values" : "")
                + (timesGain.isPositive ? "; the values help the timing" : "")
        }
        if gain.isNegative { return "the separate models are better: times and values are best modelled apart here" }
        return "no difference between joint and separate models can be claimed"
    }
}

extension LatentODETrainer {
    /// Draws that a held-out likelihood averages over.
    static var heldOutDraws: Int { 32 }

    /// Fits a model of the values and one of the times to the same data, and compares both with this joint one; `nil` where times are
    /// not modelled.
    ///
    /// - Parameters:
    ///   - progress: called with the name of the model in training and its progress.
    ///   - isCancelled: asked before every update.
    /// - Throws: `tooLittleData` where nothing was held out; `CancellationError` where it was cancelled.
    public func supplement(
        progress: (_ rival: String, FitProgress) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> FitSupplement? {
        guard let comparedOn else { return nil }
        let ablation = try ablation(comparedOn, progress: progress, isCancelled: isCancelled)
        return FitSupplement(
            lines: ablation.lines, sections: ["eventTimes": ablation, "eventTimesVerdict": ablation.verdict])
    }

    private func ablation(
        _ collection: SeriesCollection, progress: (_ rival: String, FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> EventTimesAblation {
        guard !validation.isEmpty else {
            throw ForecastingError.tooLittleData(.nothingHeldOut)
        }
        var terms: [[HeldOutTerms]] = [try heldOutTerms()]
        for (name, role) in [("values alone", nil), ("times alone", EventTimeRole.timesOnly)] {
            var rivalSettings = settings
            rivalSettings.eventTimes = role
            let rival = try LatentODETrainer(collection, settings: rivalSettings, threads: threads)
            if case .cancelled = try rival.run(progress: { progress(name, $0) }, isCancelled: isCancelled) {
                throw CancellationError()
            }
            terms.append(try rival.heldOutTerms())
        }
        return EventTimesAblation(joint: terms[0], values: terms[1], times: terms[2])
    }
}
