import Foundation
import Lanes
import NeuralLayers
import TimeSeries

/// A forecaster whose quantiles are taken at the levels that hidden values say they have.
///
/// Means, quantiles and sample paths are of one distribution: the base's, its levels mapped, so that supports are kept and
/// quantiles do not cross. A path keeps its place among the base's at every time.
public struct CalibratedForecaster: Forecaster {
    /// What is calibrated.
    public let base: any Forecaster
    /// The levels; `nil` where too little was hidden to find them.
    public let calibration: Calibration?
    /// How the base and its rivals did on hidden values; `nil` where nothing was hidden.
    public let trial: TrialReport?

    /// `base` with what was found of it on hidden rows.
    public init(_ base: any Forecaster, calibration: Calibration?, trial: TrialReport?) {
        self.base = base
        self.calibration = calibration
        self.trial = trial
    }

    public var kind: ForecasterKind { base.kind }
    public var variables: [String] { base.variables }
    public var timeKind: TimeKind { base.timeKind }
    public func isLogarithmic(_ variable: String) -> Bool { base.isLogarithmic(variable) }

    public var report: FitReport {
        var report = base.report
        report.trial = trial
        if let trial {
            report.sections["trial"] = trial
            report.facts += trial.facts
        }
        if let calibration {
            report.sections["calibration"] = calibration
            report.facts.append(
                .init(
                    "calibrated",
                    "on \(calibration.forecasts) hidden values ahead, \(calibration.interpolations) amid"))
            let adaptive = calibration.channels.filter { $0.ahead?.isAdaptive ?? false }.map(\.variable)
            if !adaptive.isEmpty {
                report.facts.append(
                    .init("levels", "follow the latest values of \(adaptive.joined(separator: ", "))"))
            }
        }
        return report
    }

    public func answer(
        _ questions: [CheckedRequest], about collection: SeriesCollection, options: PredictionOptions
    ) throws(ForecastingError) -> [SeriesPrediction] {
        guard let calibration else { return try base.answer(questions, about: collection, options: options) }
        var asked = options
        asked.quantiles = PredictiveCurve.levels
        let random = Philox4x32(seed: options.seed)
        return try base.answer(questions, about: collection, options: asked).enumerated().map { index, said in
            let name = collection.names[said.series]
            return calibrated(said, questions[index].kind, series: name, calibration, options, random)
        }
    }

    private func calibrated(
        _ said: SeriesPrediction, _ kind: PredictionKind, series: String, _ calibration: Calibration,
        _ options: PredictionOptions, _ random: Philox4x32
    ) -> SeriesPrediction {
        var answer = said
        answer.probabilities = options.quantiles
        guard said.failure == nil else { return answer }
        let width = options.quantiles.count
        answer.quantiles = Array(repeating: 0, count: said.means.count * width)
        let key = seriesKey(series)
        for (channel, variable) in variables.enumerated() {
            let found = calibration.map(of: variable, kind)
            let factor = found?.series[series] ?? 1
            for (k, lead) in said.leads.enumerated() {
                let cell = k * variables.count + channel
                let levels = PredictiveCurve.levels.count
                let curve = PredictiveCurve(said.quantiles[cell * levels..<(cell + 1) * levels])
                func quantile(_ level: Double) -> Double {
                    guard let found else { return curve.quantile(level) }
                    return curve.quantile(NormalScore.widened(found.map.level(level, at: lead), by: factor))
                }
                for (q, level) in options.quantiles.enumerated() {
                    answer.quantiles[cell * width + q] = quantile(level)
                }
                guard found != nil else { continue }
                let even = PredictiveCurve.levels[PredictiveCurve.even].map(quantile)
                (answer.means[cell], answer.deviations[cell]) = QuantileDistribution.moments(even)
                for sample in 0..<options.samples {
                    let place = cell * options.samples + sample
                    let (below, upTo) = curve.probability(of: said.samples[place])
                    // Within an atom every level is as probable.
                    let share =
                        upTo > below
                        ? random.uniform(
                            .levelsOfAtoms, series: key,
                            sample: UInt32(truncatingIfNeeded: said.times[k].number.bitPattern >> 20),
                            index: UInt32(truncatingIfNeeded: sample)) : 0
                    answer.samples[place] = quantile(below + share * (upTo - below))
                }
            }
        }
        return answer
    }

    // MARK: Files

    private static let calibrationKey = "calibration"
    private static let trialKey = "trial"

    /// The base's file, with what was found on hidden values in its metadata.
    public func encoded() throws -> [UInt8] {
        var file = try SafeTensors(base.encoded())
        if let calibration { file.metadata[Self.calibrationKey] = try CanonicalJSON.text(of: calibration) }
        if let trial { file.metadata[Self.trialKey] = try CanonicalJSON.text(of: trial) }
        return try file.encoded()
    }

    /// The forecaster of `bytes`, read by `read`, calibrated where the file says so.
    static func forecaster(
        _ bytes: [UInt8], read: ([UInt8]) throws -> any Forecaster
    ) throws -> any Forecaster {
        let base = try read(bytes)
        // Whoever could read the base has found the file to be whole.
        let metadata = try SafeTensors.metadata(of: bytes)
        func part<Part: Decodable>(_ key: String, _ type: Part.Type) throws -> Part? {
            guard let text = metadata[key] else { return nil }
            do {
                return try JSONDecoder().decode(Part.self, from: Data(text.utf8))
            } catch {
                throw ForecastingError.unreadableModel(.damaged(reason: "\(error)"))
            }
        }
        let calibration = try part(calibrationKey, Calibration.self)
        let trial = try part(trialKey, TrialReport.self)
        guard calibration != nil || trial != nil else { return base }
        return CalibratedForecaster(base, calibration: calibration, trial: trial)
    }
}
