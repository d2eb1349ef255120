/// What a store says of a backtest in short: what was asked, and of whom.
public struct BacktestSummary: Sendable, Hashable {
    /// Number of the backtest in its store; 0 before it is saved.
    public var id: Int64
    /// The name under which it was asked for.
    public var name: String
    /// When it began: ISO 8601 in UTC.
    public var created: String
    /// When it was done; `nil` where it was interrupted, or is still going on.
    public var finished: String?
    /// What was asked: JSON.
    public var settings: String
    /// The seed of everything random.
    public var seed: UInt64
    /// SHA-256 of the data, in hexadecimal.
    public var dataFingerprint: String
    /// Version of the program.
    public var programVersion: String
    /// Who was asked, in the order of their numbers.
    public var models: [BacktestModel]

    /// A backtest that begins now.
    public init(
        name: String, settings: String, seed: UInt64, dataFingerprint: String, programVersion: String,
        models: [BacktestModel]
    ) {
        id = 0
        self.name = name
        created = TimeStamp.now()
        self.settings = settings
        self.seed = seed
        self.dataFingerprint = dataFingerprint
        self.programVersion = programVersion
        self.models = models
    }
}

/// One of the forecasters that a backtest compares.
public struct BacktestModel: Sendable, Hashable {
    /// The name under which it is scored.
    public var name: String
    /// The kind of forecaster.
    public var kind: String
    /// `rule`, `kind` or `model`: a simple rule, a kind fitted for the backtest, a model that was there before.
    public var role: String
    /// Why it has no scores; `nil` where it has some.
    public var failure: String?

    /// Creates a model's line.
    public init(name: String, kind: String, role: String, failure: String? = nil) {
        self.name = name
        self.kind = kind
        self.role = role
        self.failure = failure
    }
}

/// A finished backtest with its tables.
public struct StoredBacktest: Sendable, Hashable {
    /// What was asked, and of whom.
    public var summary: BacktestSummary
    /// The scores, in the order in which they were saved.
    public var scores: [BacktestScore]
    /// Tests between any two models.
    public var comparisons: [BacktestComparison]

    /// Creates a backtest's tables.
    public init(summary: BacktestSummary, scores: [BacktestScore], comparisons: [BacktestComparison]) {
        self.summary = summary
        self.scores = scores
        self.comparisons = comparisons
    }
}

/// One number that a backtest found.
public struct BacktestScore: Sendable, Hashable {
    /// Which points a score is taken over.
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        /// All points, each counting the same.
        case points
        /// All points, each variable counting the same.
        case variables
        /// Those of a variable.
        case variable
        /// Those of a bin of the lead.
        case lead
        /// Those of a variable in a bin of the lead.
        case variableLead = "variable and lead"
        /// Those of a series.
        case series
    }

    /// Name of the model.
    public var model: String
    /// Which points.
    public var scope: Scope
    /// The variable, where the scope has one.
    public var variable: String?
    /// The series, where the scope has one.
    public var series: String?
    /// Leads above this count, up to ``leadTo``, where the scope has a bin.
    public var leadFrom: Double?
    /// Leads up to this count.
    public var leadTo: Double?
    /// What is measured, as `crps`.
    public var metric: String
    /// The number; `nil` where it is not defined.
    public var value: Double?

    /// Creates a score.
    public init(
        model: String, scope: Scope, variable: String? = nil, series: String? = nil, leadFrom: Double? = nil,
        leadTo: Double? = nil, metric: String, value: Double?
    ) {
        self.model = model
        self.scope = scope
        self.variable = variable
        self.series = series
        self.leadFrom = leadFrom
        self.leadTo = leadTo
        self.metric = metric
        self.value = value
    }
}

/// A test of whether one model is better than another.
public struct BacktestComparison: Sendable, Hashable {
    /// Names of the two.
    public var first: String
    public var second: String
    /// What counts as one difference: `cutoff` or `series`.
    public var unit: String
    /// The statistic of Diebold and Mariano, negative where the first is better; `nil` where it is not defined.
    public var statistic: Double?
    /// Its p-value.
    public var pValue: Double?

    /// Creates a comparison.
    public init(first: String, second: String, unit: String, statistic: Double?, pValue: Double?) {
        self.first = first
        self.second = second
        self.unit = unit
        self.statistic = statistic
        self.pValue = pValue
    }
}

/// A part of a backtest's work, saved so that an interrupted one goes on from there.
public struct BacktestPart: Sendable, Hashable {
    /// The model, a position in the summary's list.
    public var model: Int
    /// The number of the part among those of the model.
    public var number: Int
    /// What came of it.
    public var state: [UInt8]

    /// Creates a part.
    public init(model: Int, number: Int, state: [UInt8]) {
        self.model = model
        self.number = number
        self.state = state
    }
}
