import Foundation
import TimeSeries

/// What modelling observation times and values together brings, on series (or stretches) that were held out: for each, the part that
/// the encoder did not see is scored by the mixture over draws of the latent path.
public struct EventTimesAblation: Sendable, Hashable, Codable {
    /// A mean over the held-out series and its standard error.
    public struct Estimate: Sendable, Hashable, Codable {
        /// The mean.
        public var mean: Double
        /// Its standard error; `nil` for one value.
        public var standardError: Double?

        init(_ values: [Double]) {
            let n = Double(max(values.count, 1))
            let mean = values.reduce(0, +) / n
            self.mean = mean
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardError = values.count > 1 ? (square / (n - 1) / n).squareRoot() : nil
        }

        /// Whether the mean is above zero by more than two standard errors.
        public var isPositive: Bool { standardError.map { mean > 2 * $0 } ?? false }
        /// Whether it is below zero by as much.
        public var isNegative: Bool { standardError.map { mean < -2 * $0 } ?? false }
    }

    /// Held-out series or stretches.
    public var series: Int
    /// Log likelihood of values and times by the joint model.
    public var joint: Estimate
    /// The same by two models, one of the values and one of the times.
    public var separate: Estimate
    /// The difference, series by series.
    public var gain: Estimate
    /// Of it, what the values alone gain.
    public var valuesGain: Estimate
    /// What the times alone gain.
    public var timesGain: Estimate

    /// Compares the terms of each held-out series.
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

    /// What may be claimed: nothing that is not two standard errors from zero.
    public var verdict: String {
        if gain.isPositive {
            return "times and values tell of each other: the joint model beats the separate ones"
                + (valuesGain.isPositive ? "; timing helps the values" : "")
                + (timesGain.isPositive ? "; the values help the timing" : "")
        }
        if gain.isNegative { return "the separate models are better: times and values are best told apart here" }
        return "no difference between joint and separate models can be claimed"
    }
}

/// Log likelihoods of the hidden part of one held-out series, one for each draw of the latent path.
struct HeldOutTerms: Sendable {
    var values: [Double]
    var times: [Double]

    /// The logarithm of the mean of e^terms.
    static func mixture(_ terms: [Double]) -> Double {
        let most = terms.max() ?? 0
        return most + log(terms.reduce(0) { $0 + exp($1 - most) } / Double(max(terms.count, 1)))
    }
}

extension LatentODETrainer {
    /// Draws that a held-out likelihood mixes.
    static var heldOutDraws: Int { 32 }

    /// Fits the two rivals of a joint training, one of the values and one of the times, and compares the three.
    ///
    /// - Throws: where nothing was held out; `CancellationError` where it was cancelled.
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
