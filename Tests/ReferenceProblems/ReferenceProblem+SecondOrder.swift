import Foundation

extension ReferenceProblem {
    /// DETEST class E: equations of second order (Hull, Enright, Fellen, Sedgwick 1972).
    public static let secondOrder: [ReferenceProblem] = [
        // Bessel's equation of order 1/2, the origin shifted by one.
        ReferenceProblem("E1", initial: [0.6713967071418030, 0.09540051444747446], times: even(20)) { t, y, dy in
            let s = t + 1
            dy[0] = y[1]
            dy[1] = -(y[1] / s + (1 - 0.25 / (s * s)) * y[0])
        },
        // Van der Pol's equation.
        ReferenceProblem("E2", initial: [2, 0], times: even(20)) { _, y, dy in
            dy[0] = y[1]
            dy[1] = (1 - y[0] * y[0]) * y[1] - y[0]
        },
        // Duffing's equation.
        ReferenceProblem("E3", initial: [0, 0], times: even(20)) { t, y, dy in
            dy[0] = y[1]
            dy[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * sin(2.78535 * t)
        },
        // A falling body with air resistance.
        ReferenceProblem("E4", initial: [30, 0], times: even(20)) { _, y, dy in
            dy[0] = y[1]
            dy[1] = 0.032 - 0.4 * y[1] * y[1]
        },
        // A linear pursuit.
        ReferenceProblem("E5", initial: [0, 0], times: even(20)) { t, y, dy in
            dy[0] = y[1]
            dy[1] = (1 + y[1] * y[1]).squareRoot() / (25 - t)
        },
    ]
}
