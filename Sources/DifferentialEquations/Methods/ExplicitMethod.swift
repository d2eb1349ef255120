/// The explicit methods, by the names that the command line knows them by.
public enum ExplicitMethod: String, Sendable, Codable, CaseIterable {
    /// Explicit Euler, order 1, fixed steps.
    case euler
    /// Explicit midpoint, order 2, fixed steps.
    case midpoint
    /// Heun 2(1).
    case heun
    /// Classic Runge–Kutta, order 4, fixed steps.
    case rk4
    /// Bogacki–Shampine 3(2).
    case bosh3
    /// Dormand–Prince 5(4).
    case dopri5
    /// Tsitouras 5(4).
    case tsit5
    /// Dormand–Prince 8(5,3).
    case dop853

    /// The method's coefficients.
    public var tableau: Tableau {
        switch self {
        case .euler: .euler
        case .midpoint: .midpoint
        case .heun: .heun
        case .rk4: .rungeKutta4
        case .bosh3: .bogackiShampine32
        case .dopri5: .dormandPrince54
        case .tsit5: .tsitouras54
        case .dop853: .dormandPrince853
        }
    }
}
