import Foundation

extension ReferenceProblem {
    /// Problems that amplify errors (Hairer, Nørsett, Wanner 1993, II.0, I.16 and II.10).
    public static let amplifying: [ReferenceProblem] = [
        // A body between earth and moon, on a closed orbit.
        ReferenceProblem(
            "arenstorf", initial: [0.994, 0, 0, -2.00158510637908252240537862224],
            times: even(17.0652165601579625588917206249)
        ) { _, y, dy in
            let moon = 0.012277471
            let earth = 1 - moon
            var a = (y[0] + moon) * (y[0] + moon) + y[1] * y[1]
            var b = (y[0] - earth) * (y[0] - earth) + y[1] * y[1]
            a *= a.squareRoot()
            b *= b.squareRoot()
            dy[0] = y[2]
            dy[1] = y[3]
            dy[2] = y[0] + 2 * y[3] - earth * (y[0] + moon) / a - moon * (y[0] - earth) / b
            dy[3] = y[1] - 2 * y[2] - earth * y[1] / a - moon * y[1] / b
        },
        ReferenceProblem("lorenz", initial: [-8, 8, 27], times: even(16)) { _, y, dy in
            dy[0] = 10 * (y[1] - y[0])
            dy[1] = y[0] * (28 - y[2]) - y[1]
            dy[2] = y[0] * y[1] - 8.0 / 3 * y[2]
        },
        // Seven stars in a plane, of mass 1 to 7: x, y, then their velocities.
        ReferenceProblem(
            "pleiades",
            initial: [
                3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0,
            ], times: even(3)
        ) { _, y, dy in
            for i in 0..<14 {
                dy[i] = y[14 + i]
                dy[14 + i] = 0
            }
            for i in 0..<7 {
                for j in 0..<i {
                    let x = y[j] - y[i]
                    let z = y[7 + j] - y[7 + i]
                    let square = x * x + z * z
                    let cube = square * square.squareRoot()
                    dy[14 + i] += Double(j + 1) * (x / cube)
                    dy[14 + j] -= Double(i + 1) * (x / cube)
                    dy[21 + i] += Double(j + 1) * (z / cube)
                    dy[21 + j] -= Double(i + 1) * (z / cube)
                }
            }
        },
    ]
}
