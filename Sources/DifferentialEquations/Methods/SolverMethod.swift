import Lanes

/// A method for one row. One line here, one file in `Methods`.
public enum SolverMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// Euler, order 1; fixed steps.
    case euler
    /// The midpoint rule, order 2; fixed steps.
    case midpoint
    /// Heun's method, order 2.
    case heun
    /// The classical method of Kutta, order 4; fixed steps.
    case rk4
    /// Bogacki–Shampine 3(2).
    case bosh3
    /// Dormand–Prince 5(4).
    case dopri5
    /// Tsitouras 5(4).
    case tsit5
    /// Dormand–Prince 8(5,3), after Hairer.
    case dop853
    /// Adams–Bashforth–Moulton: with steps that adapt, of orders up to 13; with fixed steps, of order 5.
    case adams
    /// Kværnø 3(2), implicit.
    case kvaerno3
    /// Kværnø 5(4), implicit.
    case kvaerno5
    /// Rodas5P of order 5(4), a Rosenbrock method for stiff fields.
    case rodas5p
    /// Tsitouras 5(4), and Rodas5P where the field turns out stiff.
    case auto

    /// What holds the method's coefficients.
    enum Kind {
        case explicit(Tableau)
        case implicit(ImplicitTableau)
        case rosenbrock(RosenbrockTableau)
        case adams
        case automatic
    }

    var kind: Kind {
        switch self {
        case .euler: .explicit(.euler)
        case .midpoint: .explicit(.midpoint)
        case .heun: .explicit(.heun)
        case .rk4: .explicit(.rungeKutta4)
        case .bosh3: .explicit(.bogackiShampine32)
        case .dopri5: .explicit(.dormandPrince54)
        case .tsit5: .explicit(.tsitouras54)
        case .dop853: .explicit(.dormandPrince853)
        case .adams: .adams
        case .kvaerno3: .implicit(.kvaerno32)
        case .kvaerno5: .implicit(.kvaerno54)
        case .rodas5p: .rosenbrock(.rodas5P)
        case .auto: .automatic
        }
    }

    /// Whether the method estimates its error, so that steps can adapt.
    public var estimatesError: Bool {
        if case .explicit(let tableau) = kind { return tableau.embeddedOrder != nil }
        return true
    }

    func make<Scalar: LaneScalar>(_ state: RowState<Scalar>, fixed: Bool) -> RowMethod<Scalar> {
        switch kind {
        case .explicit(let tableau): ExplicitRowMethod(state, tableau)
        case .implicit(let tableau): ImplicitRowMethod(state, tableau, fixed: fixed)
        case .rosenbrock(let tableau): RosenbrockRowMethod(state, tableau)
        case .adams: AdamsRowMethod(state, fixed: fixed)
        case .automatic: AutomaticRowMethod(state)
        }
    }
}
