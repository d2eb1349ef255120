/// An explicit Runge–Kutta method, by name: what a block of rows, and so a trained model, can be solved by.
///
/// `SolverMethod` has the list; this type is the part of it that has a `Tableau`.
public struct ExplicitMethod: ExplicitMethodNames, Sendable {
    /// The method's coefficients.
    public let tableau: Tableau

    /// The method of `tableau`.
    public init(_ tableau: Tableau) { self.tableau = tableau }

    /// The explicit methods of `SolverMethod.allCases`.
    public static let allCases: [ExplicitMethod] = SolverMethod.allCases.compactMap(\.tableau).map(ExplicitMethod.init)
}

/// What can be named by an explicit method: each method's file adds its name here, for `SolverMethod` and `ExplicitMethod` at once.
public protocol ExplicitMethodNames {
    /// The method of `tableau`.
    init(_ tableau: Tableau)
}

extension ExplicitMethod: RawRepresentable, CaseIterable, Codable, Hashable, CustomStringConvertible {
    /// The method's name, as the command line and stored settings spell it.
    public var rawValue: String { tableau.name }

    /// The method of that name, `nil` if there is none.
    public init?(rawValue name: String) {
        guard let method = Self.allCases.first(where: { $0.rawValue == name }) else { return nil }
        self = method
    }

    public static func == (one: ExplicitMethod, other: ExplicitMethod) -> Bool { one.rawValue == other.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    public var description: String { rawValue }
}
