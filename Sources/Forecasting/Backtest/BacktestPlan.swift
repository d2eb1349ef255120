import TimeSeries

/// What a backtest asks: from which moments forecasts begin, how far they reach, and which series are scored.
public struct BacktestPlan: Sendable, Hashable, Codable {
    /// The first moment from which forecasts begin.
    public enum Cutoff: Sendable, Hashable, Codable {
        /// A moment: rows up to it, itself included, are history.
        case time(Moment)
        /// The time before which that share of all rows of all series lies, between 0 and 1.
        case share(Double)
    }

    /// The first moment from which forecasts begin; kinds are fitted to rows up to it.
    public var cutoff: Cutoff
    /// Time between moments from which forecasts begin, up to the last row: seconds, or the data's own unit. `nil` for the first alone.
    public var step: Double?
    /// Time after a cutoff within which rows are scored, the end included. `nil` for ``step``, so that each row is scored once, and
    /// without a step for all later rows.
    public var horizon: Double?
    /// Share of the series that no fit sees and that alone are scored, 0 to 1. Series that begin after the first cutoff are scored too.
    public var unseenShare = 0.0
    /// Levels of the quantiles that are kept beside those of the bands.
    public var quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]
    /// Draws that make a forecast, of kinds that draw.
    public var draws = 100
    /// Seed of the choice of series, the fits, the draws, the transforms at atoms and the bootstrap.
    public var seed: UInt64 = 0

    /// Forecasts from `cutoff`.
    public init(cutoff: Cutoff) { self.cutoff = cutoff }

    /// Central probabilities of the bands that are scored.
    public static let bands = [0.5, 0.8, 0.9, 0.95]
    /// Levels whose mean pinball loss is half the ranked probability score.
    static let evenLevels = ScoredForecasts.evenLevels(39)
    /// Sample values that an energy score takes at most. It is fair: its mean does not depend on their number, and over many times a few do.
    static let mostSamples = 16
    /// More cutoffs are a slip of the unit rather than a wish.
    static let mostCutoffs = 100_000

    /// Levels of the quantiles that are kept of each forecast, ascending: ``quantiles``, the limits of ``bands`` and the median.
    public var levels: [Double] { Self.union(quantiles + Self.bands.flatMap { Self.limits(of: $0) } + [0.5]) }

    /// The levels between which the central band of `probability` lies.
    public static func limits(of probability: Double) -> [Double] { [(1 - probability) / 2, (1 + probability) / 2] }

    /// Where `level`, but for rounding, stands in `levels`.
    public static func place(of level: Double, in levels: [Double]) -> Int {
        levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
    }

    /// `levels` ascending, without those that differ from another in rounding alone.
    static func union(_ levels: [Double]) -> [Double] {
        var found: [Double] = []
        for level in levels.sorted() where found.last.map({ level - $0 > 1e-9 }) ?? true { found.append(level) }
        return found
    }
}
