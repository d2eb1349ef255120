extension ExplicitMethodNames {
    /// The midpoint rule, order 2; fixed steps only.
    public static var midpoint: Self { Self(Tableau.midpoint) }
}

extension Tableau {
    /// The explicit midpoint rule.
    public static let midpoint = Tableau(
        name: "midpoint", order: 2, denseOrder: 2, c: [0, 0.5, 1], a: [[], [0.5], [0, 1]])
}
