extension SolverMethod {
    /// Kværnø 3(2), for stiff fields.
    public static var kvaerno3: Self { Self(ImplicitTableau.kvaerno32) }
}

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
            predictor: [[], [1], [1 - 1 / (2 * g), 1 / (2 * g)], third + [g]], denseOrder: 3,
            dense: [
                [0.9999999999999999, 0, 1.0452602553351007, -1.045260255335102],
                [-1.0735700900697602, 4.47169016526534, -5.796240150391161, 2.3981200751955813],
                [0.38238006004650693, -2.9811267768435603, 3.5157400151490736, -0.9169932983520201],
            ])
    }()
}
