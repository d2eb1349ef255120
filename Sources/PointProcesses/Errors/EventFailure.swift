import DifferentialEquations

/// How the numbers failed.
public enum EventFailure: Sendable, Hashable, CustomStringConvertible {
    /// A latent path could not be solved; `series` where it is known.
    case solver(SolverError, series: String?)
    /// A training left so many updates out that it was given up.
    case skippedUpdates(Int)
    /// A simulation drew so many events by a time.
    case explosion(events: Int, by: Double)
    /// An intensity exceeds what thinning took for its bound.
    case boundExceeded(intensity: Double, time: Double, bound: Double)
    /// The likelihood is not finite where a search starts.
    case infiniteStart
    /// No start of a search led anywhere.
    case noMinimum

    public var description: String {
        switch self {
        case .solver(let error, let series): (series.map { "series \($0): " } ?? "") + "\(error)"
        case .skippedUpdates(let count): "the latent intensity could not be solved in \(count) updates"
        case .explosion(let events, let time):
            "more than \(events) events by \(time): the process explodes, or the window is too long for its rate"
        case .boundExceeded(let intensity, let time, let bound):
            "the intensity \(intensity) at \(time) exceeds its bound \(bound)"
        case .infiniteStart: "the likelihood is not finite at the start of the search"
        case .noMinimum: "no start of the search led anywhere"
        }
    }
}
