import TimeSeries

/// A forecaster that a backtest scores: a kind that is yet to be fitted, or a model as it is.
public struct BacktestCandidate: Sendable {
    /// Where the forecaster comes from.
    public enum Source: Sendable {
        /// It is fitted to the rows up to the first cutoff, once: later origins see more history, not more training.
        case fit(ForecasterKind, FitSettings)
        /// It was fitted before, to whatever it saw.
        case fitted(any Forecaster)
    }

    /// What it is in the comparison.
    public enum Role: String, Sendable, Codable {
        /// A simple rule, with which others are compared.
        case rule
        /// A kind, fitted for the backtest.
        case kind
        /// A model that was there before.
        case model
    }

    /// The name under which it is scored, its own among all.
    public let name: String
    /// Where the forecaster comes from.
    public let source: Source
    /// Whether its fit may have seen what it is asked here: a model that was fitted to rows after the first cutoff, or to series that
    /// are held out.
    public let hasSeenAnswers: Bool

    /// A kind, fitted for the backtest; its seed is that of `settings`, its name that of the kind where none is given.
    public init(_ kind: ForecasterKind, name: String? = nil, settings: FitSettings = FitSettings()) {
        self.name = name ?? kind.name
        source = .fit(kind, settings)
        hasSeenAnswers = false
    }

    /// The model `forecaster`, called `name`.
    public init(_ name: String, _ forecaster: any Forecaster, hasSeenAnswers: Bool) {
        self.name = name
        source = .fitted(forecaster)
        self.hasSeenAnswers = hasSeenAnswers
    }

    /// What kind of forecaster it is.
    public var kind: ForecasterKind {
        switch source {
        case .fit(let kind, _): kind
        case .fitted(let forecaster): forecaster.kind
        }
    }

    /// What it is in the comparison.
    public var role: Role {
        switch source {
        case .fit(let kind, _): ForecasterKind.simpleRules.contains(kind) ? .rule : .kind
        case .fitted: .model
        }
    }
}

extension ForecasterKind {
    /// The simple rules, which every forecast has to beat.
    public static let simpleRules: [ForecasterKind] = all.filter(\.isSimpleRule)

    /// What every backtest sets beside: the simple rules that differ after the last observation, and the exact state space.
    public static let alwaysCompared: [ForecasterKind] = [
        .lastValue, .mean, .weightedMean, .drift, .seasonalNaive, .seasonalProfile, .stateSpace,
    ]
}
