extension Tableau {
    /// Explicit Euler.
    public static let euler = Tableau(name: "euler", order: 1, denseOrder: 1, c: [0, 1], a: [[], [1]])
}
