extension ExplicitMethodNames {
    /// Euler, order 1; fixed steps only.
    public static var euler: Self { Self(Tableau.euler) }
}

extension Tableau {
    /// Explicit Euler.
    public static let euler = Tableau(name: "euler", order: 1, denseOrder: 1, c: [0, 1], a: [[], [1]])
}
