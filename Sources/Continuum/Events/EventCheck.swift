import PointProcesses
import Storage
import TimeSeries

/// How well a stored point process fits, beside its rivals.
public struct EventCheck: Sendable {
    /// One rival.
    public struct Rival: Sendable, Hashable, Codable {
        /// Its kind.
        public var kind: String
        /// Free parameters.
        public var parameters: Int
        /// Log likelihood.
        public var logLikelihood: Double
        /// Akaike's criterion.
        public var informationCriterion: Double
        /// p-value of its residuals' test.
        public var pValue: Double
        /// Whether it is of the Poisson family: what happens does not change what is to come.
        public var isPoisson: Bool
    }

    /// The model.
    public let model: FittedEvents
    /// Its likelihood on the series checked.
    public let likelihood: EventLikelihood
    /// Its residuals.
    public let residuals: TimeRescaling
    /// The classical rivals, fitted to the same series, the best first; empty where they were not asked for.
    public let rivals: [Rival]

    /// Checks the model called `name` on `series`, all by default.
    public init(
        store: any ForecastStore, name: String, series: [String]? = nil, until: Moment? = nil, withRivals: Bool = true,
        threads: Int = 1
    ) throws {
        model = try store.eventModel(name)
        let sequences = try store.eventSequences(model, series: series, until: until)
        guard !sequences.isEmpty else {
            throw JobError.noEvents(until: until.map { "\($0)" })
        }
        likelihood = try model.likelihood(of: sequences, threads: threads)
        residuals = try Self.residuals(model.model.process, sequences)
        var found: [Rival] = []
        if withRivals {
            for kind in IntensityKind.allCases where kind != .latentODE {
                var settings = EventFitSettings()
                settings.kind = kind
                settings.periods = kind == .piecewise || kind == .logLinear ? model.settings.periods : []
                settings.harmonics = model.settings.harmonics
                settings.hasTrend = kind == .logLinear
                // A rival that these data cannot tell is left out.
                guard
                    let rival = try? FittedEvents.fit(
                        sequences, marks: model.marks, clock: model.clock, settings: settings)
                else { continue }
                found.append(
                    Rival(
                        kind: kind.rawValue, parameters: rival.parameterCount,
                        logLikelihood: rival.likelihood.logLikelihood,
                        informationCriterion: rival.informationCriterion,
                        pValue: try Self.residuals(rival.model.process, sequences).test.pValue,
                        isPoisson: rival.model.process.isPoisson))
            }
        }
        rivals = found.sorted { $0.informationCriterion < $1.informationCriterion }
    }

    private static func residuals(
        _ process: any PointProcess, _ sequences: [EventSequence]
    ) throws -> TimeRescaling { try TimeRescaling(process, sequences) }

    /// What the residuals say, in a sentence.
    public var verdict: String {
        let p = residuals.test.pValue
        if residuals.residuals.isEmpty { return "there are no events to judge by" }
        if p < 0.01 { return "the residuals are not exponential (\(probability(p))): the intensity misses something" }
        if residuals.independence < 0.01 {
            return
                "the residuals depend on each other (\(probability(residuals.independence))): events excite or hinder each other, or the rate drifts"
        }
        return "the residuals give no reason to doubt the intensity (\(probability(p)))"
    }

    /// What the rivals say, in a sentence; `nil` without any.
    public var comparison: String? {
        guard let best = rivals.first else { return nil }
        let poisson = rivals.first { $0.isPoisson }
        let other = rivals.first { !$0.isPoisson }
        guard let poisson, let other else { return "the best of the classical kinds is \(best.kind)" }
        let gap = abs(poisson.informationCriterion - other.informationCriterion)
        return poisson.informationCriterion > other.informationCriterion
            ? "\(other.kind) beats the Poisson family (\(poisson.kind)) by \(short(gap)) of AIC: events depend on those before"
            : "the Poisson family (\(poisson.kind)) is not beaten: by AIC it is \(short(gap)) ahead of \(other.kind)"
    }

    private func probability(_ p: Double) -> String { p < 1e-4 ? "p < 0.0001" : "p = \(short(p))" }

    private func short(_ value: Double) -> String {
        DecimalNumber.text(value >= 100 ? value.rounded() : (value * 1e4).rounded() / 1e4)
    }
}
