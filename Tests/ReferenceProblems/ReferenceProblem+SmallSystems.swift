import Foundation

extension ReferenceProblem {
    /// DETEST class B: small systems (Hull, Enright, Fellen, Sedgwick 1972).
    public static let smallSystems: [ReferenceProblem] = [
        // Two conflicting populations.
        ReferenceProblem("B1", initial: [1, 3], times: even(20)) { _, y, dy in
            dy[0] = 2 * (y[0] - y[0] * y[1])
            dy[1] = -(y[1] - y[0] * y[1])
        },
        // A linear chemical reaction.
        ReferenceProblem("B2", initial: [2, 0, 1], times: even(20)) { _, y, dy in
            dy[0] = -y[0] + y[1]
            dy[1] = y[0] - 2 * y[1] + y[2]
            dy[2] = y[1] - y[2]
        },
        // A nonlinear chemical reaction.
        ReferenceProblem("B3", initial: [1, 0, 0], times: even(20)) { _, y, dy in
            dy[0] = -y[0]
            dy[1] = y[0] - y[1] * y[1]
            dy[2] = y[1] * y[1]
        },
        // The integral surface of a torus.
        ReferenceProblem("B4", initial: [3, 0, 0], times: even(20)) { _, y, dy in
            let r = (y[0] * y[0] + y[1] * y[1]).squareRoot()
            dy[0] = -y[1] - y[0] * y[2] / r
            dy[1] = y[0] - y[1] * y[2] / r
            dy[2] = y[0] / r
        },
        // Euler's equations of a rigid body without forces.
        ReferenceProblem("B5", initial: [0, 1, 1], times: even(20)) { _, y, dy in
            dy[0] = y[1] * y[2]
            dy[1] = -y[0] * y[2]
            dy[2] = -0.51 * y[0] * y[1]
        },
        ReferenceProblem("lotka-volterra", initial: [1, 1], times: even(10)) { _, y, dy in
            dy[0] = y[0] * (1.5 - y[1])
            dy[1] = y[1] * (y[0] - 3)
        },
    ]
}
