/// A method that solves an equation.
///
/// `allCases` is the one list of methods. A new one is a file in `Methods`, with its coefficients and its name, and a line here.
/// The explicit ones solve blocks of rows side by side and are `ExplicitMethod`s too; the others solve row by row.
public struct SolverMethod: Sendable {
    /// Every method, in the order in which it is listed to users.
    public static let allCases: [SolverMethod] = [
        .euler,
        .midpoint,
        .heun,
        .rk4,
        .bosh3,
        .dopri5,
        .tsit5,
        .dop853,
        .adams,
        .kvaerno3,
        .kvaerno5,
        .rodas5p,
        .auto,
    ]

    /// What defines the method.
    enum Kind: Sendable {
        case explicit(Tableau)
        case implicit(ImplicitTableau)
        case rosenbrock(RosenbrockTableau)
        case adams
        case automatic
    }

    /// The method's name, as the command line and stored settings spell it.
    public let rawValue: String
    let kind: Kind

    private init(_ name: String, _ kind: Kind) {
        rawValue = name
        self.kind = kind
    }
}

extension SolverMethod: ExplicitMethodNames {
    /// The explicit Runge–Kutta method of `tableau`.
    public init(_ tableau: Tableau) { self.init(tableau.name, .explicit(tableau)) }
}

extension SolverMethod {
    /// The singly diagonally implicit Runge–Kutta method of `tableau`.
    public init(_ tableau: ImplicitTableau) { self.init(tableau.name, .implicit(tableau)) }

    /// The Rosenbrock method of `tableau`.
    public init(_ tableau: RosenbrockTableau) { self.init(tableau.name, .rosenbrock(tableau)) }

    /// The explicit method as one that solves any equation.
    public init(_ method: ExplicitMethod) { self.init(method.tableau) }

    /// Adams–Bashforth–Moulton: of orders up to 13 with adaptive steps, of order 5 with fixed steps.
    public static var adams: Self { Self("adams", .adams) }

    /// Tsitouras 5(4), which gives way to Rodas5P where the field turns out stiff.
    public static var auto: Self { Self("auto", .automatic) }

    /// The coefficients of an explicit Runge–Kutta method, `nil` of any other.
    public var tableau: Tableau? {
        if case .explicit(let tableau) = kind { tableau } else { nil }
    }

    /// Whether the method estimates its error, so that steps can adapt.
    public var estimatesError: Bool {
        if case .explicit(let tableau) = kind { tableau.embeddedOrder != nil } else { true }
    }
}

extension SolverMethod: RawRepresentable, CaseIterable, Codable, Hashable, CustomStringConvertible {
    /// The method of that name, `nil` if there is none.
    public init?(rawValue name: String) {
        guard let method = Self.allCases.first(where: { $0.rawValue == name }) else { return nil }
        self = method
    }

    public static func == (one: SolverMethod, other: SolverMethod) -> Bool { one.rawValue == other.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    public var description: String { rawValue }
}
