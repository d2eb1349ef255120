extension IntensityKind: RawRepresentable, CaseIterable, Codable {
    /// Every kind there is: the one list, which settings, stored models and the command line read.
    public static let allCases = [constant, piecewise, logLinear, hawkes, weibull, logNormal, latentODE]

    /// One rate.
    public static let constant = IntensityKind(ConstantFit.self)
    /// A rate for each of some pieces of time, or of a period.
    public static let piecewise = IntensityKind(PiecewiseFit.self)
    /// Trend and seasons.
    public static let logLinear = IntensityKind(LogLinearFit.self)
    /// Self-exciting, exponential kernels.
    public static let hawkes = IntensityKind(HawkesFit.self)
    /// Renewal, Weibull waiting times.
    public static let weibull = IntensityKind(WeibullFit.self)
    /// Renewal, log-normal waiting times.
    public static let logNormal = IntensityKind(LogNormalFit.self)
    /// The intensity of a latent ODE.
    public static let latentODE = IntensityKind(LatentFit.self)

    /// The kind of that name, `nil` where there is none.
    public init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }
}
