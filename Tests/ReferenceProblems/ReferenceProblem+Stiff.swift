import Foundation

extension ReferenceProblem {
    /// Stiff problems (Hairer, Wanner 1996, IV.1 and IV.10), with the absolute tolerances used there.
    public static let stiff: [ReferenceProblem] = [
        // Robertson's chemical reaction.
        ReferenceProblem(
            "robertson", initial: [1, 0, 0], times: [0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5], absoluteScale: 1e-6,
            isStiff: true
        ) { _, y, dy in
            let a = 0.04 * y[0]
            let b = 1e4 * y[1] * y[2]
            let c = 3e7 * y[1] * y[1]
            dy[0] = -a + b
            dy[1] = a - b - c
            dy[2] = c
        },
        // Van der Pol's equation with μ = 1000.
        ReferenceProblem("van-der-pol", initial: [2, 0], times: even(2000), isStiff: true) { _, y, dy in
            dy[0] = y[1]
            dy[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0]
        },
        // High irradiance responses of photomorphogenesis.
        ReferenceProblem(
            "hires", initial: [1, 0, 0, 0, 0, 0, 0, 0.0057], times: even(321.8122), absoluteScale: 1e-4, isStiff: true
        ) { _, y, dy in
            let product = 280 * y[5] * y[7]
            dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007
            dy[1] = 1.71 * y[0] - 8.75 * y[1]
            dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4]
            dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3]
            dy[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6]
            dy[5] = -product + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6]
            dy[6] = product - 1.81 * y[6]
            dy[7] = -product + 1.81 * y[6]
        },
        // The Oregonator, a model of the Belousov–Zhabotinskii reaction.
        ReferenceProblem(
            "orego", initial: [1, 2, 3], times: even(360), absoluteScale: 1e-6, isStiff: true
        ) { _, y, dy in
            dy[0] = 77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1]))
            dy[1] = (y[2] - (1 + y[0]) * y[1]) / 77.27
            dy[2] = 0.161 * (y[0] - y[2])
        },
    ]
}
