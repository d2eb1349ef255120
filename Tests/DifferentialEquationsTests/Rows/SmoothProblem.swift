import DifferentialEquations
import Foundation
import Lanes

/// A problem whose solution is known at every time from 0 to 4.
struct SmoothProblem<Scalar: LaneScalar>: Sendable {
    let name: String
    let solution: @Sendable (Double) -> [Double]
    let equation: DifferentialEquation<Scalar>

    private init(
        _ name: String, solution: @escaping @Sendable (Double) -> [Double],
        jacobian: @escaping @Sendable (Double, [Scalar]) -> [Scalar],
        field: @escaping @Sendable (Double, [Scalar], inout [Scalar]) -> Void
    ) {
        self.name = name
        self.solution = solution
        equation = DifferentialEquation(
            features: solution(0).count, jacobian: { t, y, _, j in j = jacobian(t, y) },
            derivative: { t, y, _, dy in field(t, y, &dy) })
    }

    static var all: [SmoothProblem] { [linear, nonautonomous, nonlinear] }

    /// y' = A y: y = expm(A t) y₀.
    static var linear: SmoothProblem {
        SmoothProblem(
            "expm", solution: exponential, jacobian: { _, _ in matrix.flatMap { $0.map { Scalar($0) } } },
            field: { _, y, dy in
                for row in 0..<3 {
                    let a = matrix[row]
                    dy[row] = Scalar(a[0]) * y[0] + Scalar(a[1]) * y[1] + Scalar(a[2]) * y[2]
                }
            })
    }

    /// y' = y t / (1 + t): y = exp(t) / (1 + t).
    static var nonautonomous: SmoothProblem {
        SmoothProblem(
            "nonautonomous", solution: { [exp($0) / (1 + $0)] }, jacobian: { t, _ in [Scalar(t / (1 + t))] },
            field: { t, y, dy in dy[0] = y[0] * Scalar(t / (1 + t)) })
    }

    /// y' = −y and z' = y z: y = exp(−t), z = exp(−exp(−t)).
    static var nonlinear: SmoothProblem {
        SmoothProblem(
            "nonlinear", solution: { [exp(-$0), exp(-exp(-$0))] }, jacobian: { _, y in [-1, 0, y[1], y[0]] },
            field: { _, y, dy in
                dy[0] = -y[0]
                dy[1] = y[0] * y[1]
            })
    }

    private static var matrix: [[Double]] { [[-0.5, 1.0, 0.25], [-1.0, -0.25, 0.5], [0.125, -0.75, 0.25]] }

    /// expm(A t) y₀ by its series.
    private static func exponential(_ t: Double) -> [Double] {
        var term = [1, 0.5, -0.25]
        var sum = term
        for power in 1...60 {
            term = matrix.map { row in zip(row, term).reduce(0) { $0 + $1.0 * $1.1 } * t / Double(power) }
            for i in 0..<3 { sum[i] += term[i] }
        }
        return sum
    }

    /// The root mean square error at all steps, `count` of them from 0 to 4 or back.
    func error(_ method: SolverMethod, count: Int, isBackward: Bool) throws -> Double {
        let path = try equation.solve(
            solution(isBackward ? 4 : 0).map { Scalar($0) }, from: isBackward ? 4 : 0, to: isBackward ? 0 : 4,
            method: method, control: .fixed(4 / Double(count)), output: .steps)
        return rootMeanSquare(path)
    }

    /// The root mean square error within single steps of `h` from exact states, forward.
    func denseError(_ method: SolverMethod, step h: Double) throws -> Double {
        var squares = 0.0
        for part in 0..<8 {
            let start = 1 + 0.25 * Double(part)
            let times = [0.2, 0.4, 0.6, 0.8].map { start + $0 * h }
            let path = try equation.solve(
                solution(start).map { Scalar($0) }, from: start, to: start + h, method: method, control: .fixed(h),
                output: .times(times))
            let error = rootMeanSquare(path)
            squares += error * error
        }
        return (squares / 8).squareRoot()
    }

    private func rootMeanSquare(_ path: Solution<Scalar>) -> Double {
        var sum = 0.0
        for (t, state) in zip(path.times, path.states) {
            for (value, right) in zip(state, solution(t)) { sum += (Double(value) - right) * (Double(value) - right) }
        }
        return (sum / Double(max(path.times.count, 1))).squareRoot()
    }
}
