import TimeSeries

/// The tables of a backtest.
public struct BacktestReport: Sendable, Encodable {
    /// Scores over some of the points.
    public struct Cell: Sendable, Encodable {
        /// The variable, `nil` for all.
        public var variable: String?
        /// The series, `nil` for all.
        public var series: String?
        /// Leads above `from` and up to `to`, `nil` for all: seconds, or the data's own unit.
        public var leadFrom: Double?
        public var leadTo: Double?
        /// The scores.
        public var metrics: BacktestMetrics
    }

    /// One candidate.
    public struct Entry: Sendable, Encodable {
        /// The name under which it was scored.
        public let name: String
        /// The kind of forecaster.
        public let kind: String
        /// What it is in the comparison.
        public let role: BacktestCandidate.Role
        /// Whether its fit may have seen what it was asked.
        public let hasSeenAnswers: Bool
        /// Why it was not scored; `nil` where it was.
        public internal(set) var failure: String?
        /// Forecasts that failed, and why the first of them did.
        public internal(set) var failedForecasts = 0
        public internal(set) var firstFailure: String?
        /// Over all points: each counts the same.
        public internal(set) var overPoints = BacktestMetrics()
        /// The mean over the variables: each counts the same.
        public internal(set) var overVariables = BacktestMetrics()
        /// By variable, in the variable's unit.
        public internal(set) var variables: [Cell] = []
        /// By lead, over all variables.
        public internal(set) var leads: [Cell] = []
        /// By variable and lead, in the variable's unit.
        public internal(set) var variableLeads: [Cell] = []
        /// By series, over all variables.
        public internal(set) var series: [Cell] = []
    }

    /// Two candidates, held against each other by the test of Diebold and Mariano on ranked probability scores.
    public struct Comparison: Sendable, Encodable {
        /// What counts as one difference.
        public enum Unit: String, Sendable, Encodable {
            /// The mean over all points of a cutoff, in the order of time.
            case cutoff
            /// The mean over all points of a series, taken for independent of other series.
            case series
        }

        /// The first candidate.
        public let first: String
        /// The second one.
        public let second: String
        /// What counts as one difference.
        public let unit: Unit
        /// The test; `nil` where it is not defined. Its mean is negative where the first candidate is better.
        public let test: DieboldMariano?

        private enum CodingKeys: String, CodingKey { case first, second, unit, test }

        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(first, forKey: .first)
            try fields.encode(second, forKey: .second)
            try fields.encode(unit, forKey: .unit)
            try fields.encode(test, forKey: .test)
        }
    }

    /// One for each candidate: those scored, best first by ranked probability over points, then those that failed.
    public let entries: [Entry]
    /// Every two candidates that were scored, in the order of `entries`.
    public let comparisons: [Comparison]
    /// The simple rule with the least mean ranked probability score, against which skill is told.
    public let bestRule: String?
    /// Whether scores over several variables are of values divided by their variable's standard deviation before the first cutoff, so that
    /// they have no unit.
    public let isScaled: Bool
    /// Points.
    public let points: Int
    /// Series that have points.
    public let series: Int
    /// Cutoffs that have points.
    public let cutoffs: Int
    /// Origins: pairs of series and cutoff that have points.
    public let origins: Int

    /// The entry of `name`.
    public func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}
