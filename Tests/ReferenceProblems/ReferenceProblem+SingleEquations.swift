import Foundation

extension ReferenceProblem {
    /// DETEST class A: single equations (Hull, Enright, Fellen, Sedgwick 1972).
    public static let singleEquations: [ReferenceProblem] = [
        ReferenceProblem("A1", initial: [1], times: even(20)) { _, y, dy in dy[0] = -y[0] },
        ReferenceProblem("A2", initial: [1], times: even(20)) { _, y, dy in dy[0] = -y[0] * y[0] * y[0] / 2 },
        ReferenceProblem("A3", initial: [1], times: even(20)) { t, y, dy in dy[0] = y[0] * cos(t) },
        // The logistic curve.
        ReferenceProblem("A4", initial: [1], times: even(20)) { _, y, dy in dy[0] = y[0] / 4 * (1 - y[0] / 20) },
        // A spiral.
        ReferenceProblem("A5", initial: [4], times: even(20)) { t, y, dy in dy[0] = (y[0] - t) / (y[0] + t) },
    ]
}
