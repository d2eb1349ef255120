extension ExplicitMethodNames {
    /// Heun, order 2(1).
    public static var heun: Self { Self(Tableau.heun) }
}

extension Tableau {
    /// Heun's method of order 2 (1900), the explicit trapezoidal rule, with Euler's step embedded.
    public static let heun = Tableau(
        name: "heun", order: 2, embeddedOrder: 1, denseOrder: 2, c: [0, 1, 1], a: [[], [1], [0.5, 0.5]],
        error: [-0.5, 0.5, 0])
}
