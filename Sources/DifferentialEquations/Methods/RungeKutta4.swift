extension ExplicitMethodNames {
    /// The classical method of Kutta, order 4; fixed steps only.
    public static var rk4: Self { Self(Tableau.rungeKutta4) }
}

extension Tableau {
    /// The classic method of order 4 (Kutta 1901).
    public static let rungeKutta4 = Tableau(
        name: "rk4", order: 4, denseOrder: 3, c: [0, 0.5, 0.5, 1, 1],
        a: [[], [0.5], [0, 0.5], [0, 0, 1], [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6]])
}
