extension ImplicitTableau {
    /// Kværnø 3(2) (2004): A- and L-stable, stiffly accurate, four stages; γ is the root of γ³ − 3γ² + 3γ/2 = 1/6 near 0.436.
    public static let kvaerno32: ImplicitTableau = {
        let g = 0.43586652150845899942
        let third = [(-4 * g * g + 6 * g - 1) / (4 * g), (-2 * g + 1) / (4 * g)]
        return ImplicitTableau(
            name: "kvaerno3", order: 3, diagonal: g,
            a: [
                [], [g], third,
                [(6 * g - 1) / (12 * g), -1 / ((24 * g - 12) * g), (-6 * g * g + 6 * g - 1) / (6 * g - 3)],
            ],
            predictor: [[], [1], [1 - 1 / (2 * g), 1 / (2 * g)], third + [g]])
    }()
}
