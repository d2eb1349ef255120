import TimeSeries

/// Why a backtest cannot be done as it was asked.
public enum BacktestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There are no rows at all.
    case noRows
    /// No row is at or before the first cutoff.
    case nothingBefore(Moment, first: Moment)
    /// No row is after the first cutoff.
    case nothingAfter(Moment, last: Moment)
    /// A share of the rows, or of the series, is outside of its range.
    case impossibleShare(Double, of: String)
    /// The cutoff is of another kind of time than the data.
    case otherTimeKind(data: TimeKind)
    /// Steps make more cutoffs than can be meant.
    case tooManyCutoffs(step: Double, count: Double)
    /// No row after a cutoff belongs to a series that is scored and was seen before.
    case nothingToScore(horizon: Double?)
    /// No series is left to fit to.
    case everySeriesUnseen

    public var description: String {
        switch self {
        case .noRows: "there are no observations"
        case .nothingBefore(let cutoff, let first):
            "nothing was observed up to the cutoff \(cutoff); the first observation is at \(first)"
        case .nothingAfter(let cutoff, let last):
            "nothing was observed after the cutoff \(cutoff); the last observation is at \(last)"
        case .impossibleShare(let share, let what):
            "\(DecimalNumber.text(share)) is no share of the \(what) that leaves some on both sides"
        case .otherTimeKind(let kind):
            kind == .calendar
                ? "the cutoff is a number, the data's times are dates"
                : "the cutoff is a date, the data's times are numbers"
        case .tooManyCutoffs(let step, let count):
            "steps of \(DecimalNumber.text(step)) would make \(DecimalNumber.text(count.rounded())) cutoffs"
        case .nothingToScore(let horizon):
            "no series that is scored has observations both up to a cutoff and "
                + (horizon.map { "within \(DecimalNumber.text($0)) after it" } ?? "after it")
        case .everySeriesUnseen: "no series is left to fit to"
        }
    }
}
