extension ExplicitMethodNames {
    /// Tsitouras 5(4).
    public static var tsit5: Self { Self(Tableau.tsitouras54) }
}

extension Tableau {
    /// Tsitouras 5(4) (2011) with its free dense output of order 4.
    public static let tsitouras54 = Tableau(
        name: "tsit5", order: 5, embeddedOrder: 4, denseOrder: 4, c: [0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1],
        a: [
            [], [0.161], [-0.008480655492356989, 0.335480655492357],
            [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
            [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
            [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
            [
                0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081,
                2.324710524099774,
            ],
        ],
        error: [
            -0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629,
            0.5823571654525552, -0.45808210592918697, 1.0 / 66,
        ],
        dense: interpolant)

    /// The published factored weights, each scale · θ^lead · Π (polynomial), multiplied out.
    private static let interpolant: [[Double]] = {
        let factored: [(Double, [[Double]])] = [
            (-1.0530884977290216, [[0, 1], [-1.3299890189751412, 1], [0.7139816917074209, -1.4364028541716351, 1]]),
            (0.1017, [[0, 0, 1], [1.2949852507374631, -2.1966568338249754, 1]]),
            (2.490627285651252793, [[0, 0, 1], [1.57803468208092486, -2.38535645472061657, 1]]),
            (-16.54810288924490272, [[0, 0, 1], [-1.21712927295533244, 1], [-0.61620406037800089, 1]]),
            (47.37952196281928122, [[0, 0, 1], [-1.203071208372362603, 1], [-0.658047292653547382, 1]]),
            (-34.87065786149660974, [[0, 0, 1], [-1.2, 1], [-0.666666666666666667, 1]]),
            (2.5, [[0, 0, 1], [-1, 1], [-0.6, 1]]),
        ]
        var weights = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 4)
        for (stage, (scale, factors)) in factored.enumerated() {
            var polynomial = [scale]
            for factor in factors {
                var product = [Double](repeating: 0, count: polynomial.count + factor.count - 1)
                for (i, x) in polynomial.enumerated() {
                    for (j, y) in factor.enumerated() { product[i + j] += x * y }
                }
                polynomial = product
            }
            for power in 1...4 { weights[power - 1][stage] = polynomial[power] }
        }
        return weights
    }()
}
