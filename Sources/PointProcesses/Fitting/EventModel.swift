/// A fitted process of any kind. One line here for each.
public enum EventModel: Sendable, Codable {
    case constant(ConstantProcess, RateCounts)
    case piecewise(PiecewiseProcess, RateCounts)
    case logLinear(LogLinearProcess)
    case hawkes(HawkesProcess)
    case renewal(RenewalProcess)
    case latent(LatentEventModel)

    /// The process at its estimates.
    public var process: any PointProcess {
        switch self {
        case .constant(let process, _): process
        case .piecewise(let process, _): process
        case .logLinear(let process): process
        case .hawkes(let process): process
        case .renewal(let process): process
        case .latent(let model): LatentEventProcess(model)
        }
    }

    /// The process by its parameters, where it has few enough to be named.
    var parametric: (any ParametricProcess)? {
        switch self {
        case .constant(let process, _): process
        case .piecewise(let process, _): process
        case .logLinear(let process): process
        case .hawkes(let process): process
        case .renewal(let process): process
        case .latent: nil
        }
    }
}
