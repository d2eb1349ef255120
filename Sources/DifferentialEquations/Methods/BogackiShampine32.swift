extension ExplicitMethodNames {
    /// Bogacki–Shampine 3(2).
    public static var bosh3: Self { Self(Tableau.bogackiShampine32) }
}

extension Tableau {
    /// Bogacki–Shampine 3(2) (1989) with cubic Hermite dense output.
    public static let bogackiShampine32 = Tableau(
        name: "bosh3", order: 3, embeddedOrder: 2, denseOrder: 3, c: [0, 0.5, 0.75, 1],
        a: [[], [0.5], [0, 0.75], [2.0 / 9, 1.0 / 3, 4.0 / 9]],
        error: [2.0 / 9 - 7.0 / 24, 1.0 / 3 - 1.0 / 4, 4.0 / 9 - 1.0 / 3, -1.0 / 8])
}
