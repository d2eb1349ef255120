import DifferentialEquations
import TimeSeries

/// What of a request, or of the settings of a fit, is impossible.
public enum RequestFault: Sendable, Hashable, CustomStringConvertible {
    /// The model was fitted to one kind of time, the data have the other.
    case timeKind(model: TimeKind, data: TimeKind)
    /// A forecast at a time that is not after the series' last observation.
    case notAfterLast(series: String, time: Moment, last: Moment)
    /// An interpolation at a time after the series' last observation.
    case afterLast(series: String, time: Moment, last: Moment)
    /// An interpolation at a time before the series' first observation.
    case beforeFirst(series: String, time: Moment, first: Moment)
    /// A time span that ends at its beginning or before.
    case noTimeBetween(Moment, Moment)
    /// Paths of a series would be looked at in more steps than can be meant.
    case tooManySteps(series: String, count: Double, most: Int)
    /// Error estimates cannot be regularised: the solver makes none.
    case noErrorEstimate(ExplicitMethod)
    /// Error estimates cannot be regularised: the gradient does not go through the steps taken.
    case gradientWithoutSteps(GradientMethod)
    /// Kinetic energy cannot be regularised together with a model of observation times: both would be the last feature of the
    /// solve.
    case kineticEnergyOfEventTimes

    public var description: String {
        switch self {
        case .timeKind(let model, let data):
            "the model was fitted to \(model.rawValue) time, the data have \(data.rawValue) time"
        case .notAfterLast(let series, let time, let last):
            "series \(series): time \(time) is not after its last observation, \(last)"
        case .afterLast(let series, let time, let last):
            "series \(series): time \(time) is after its last observation, \(last)"
        case .beforeFirst(let series, let time, let first):
            "series \(series): time \(time) is before its first observation, \(first)"
        case .noTimeBetween(let begin, let end): "no time lies from \(begin) to \(end)"
        case .tooManySteps(let series, let count, let most):
            "series \(series): a path would be looked at \(count.rounded()) times; the most is \(most)"
        case .noErrorEstimate(let solver): "\(solver.rawValue) has no error estimates to regularise"
        case .gradientWithoutSteps:
            "error estimates are regularised through the steps taken, which only the discrete and checkpointed gradients "
                + "follow"
        case .kineticEnergyOfEventTimes:
            "kinetic energy cannot be regularised in a model of observation times"
        }
    }
}
