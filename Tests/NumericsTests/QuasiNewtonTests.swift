import Foundation
import Numerics
import Testing

/// The quasi-Newton search on functions whose minima are known.
@Suite struct QuasiNewtonTests {
    /// Rosenbrock's valley (1960): least at (1, 1), from the start that is used everywhere.
    @Test func rosenbrock() throws {
        let minimum = try QuasiNewton().minimize(from: [-1.2, 1]) { x in
            let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
            return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
        }
        #expect(minimum.isConverged && minimum.iterations < 60)
        for x in minimum.point { #expect(abs(x - 1) < 1e-6) }
        #expect(minimum.value < 1e-12)
    }

    /// ½ xᵀ A x − bᵀ x is least at A⁻¹ b.
    @Test func quadratic() throws {
        let a: [[Double]] = [[4, 1, 0], [1, 3, -1], [0, -1, 2]]
        let b: [Double] = [1, 2, 3]
        let minimum = try QuasiNewton().minimize(from: [5, -3, 0]) { x in
            let ax = a.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
            return (
                zip(x, zip(ax, b)).reduce(0) { $0 + $1.0 * (0.5 * $1.1.0 - $1.1.1) }, zip(ax, b).map { $0 - $1 }
            )
        }
        // By Cramer's rule: the determinant is 18.
        let expected: [Double] = [-2.0 / 18, 26.0 / 18, 40.0 / 18]
        #expect(minimum.isConverged)
        for (x, y) in zip(minimum.point, expected) { #expect(abs(x - y) < 1e-7, "\(minimum.point)") }
    }

    /// A wall, where the function is not finite, is stepped back from: x − log x is least at 1 and infinite up to 0.
    @Test func wall() throws {
        let minimum = try QuasiNewton().minimize(from: [0.01]) { x in (x[0] - log(x[0]), [1 - 1 / x[0]]) }
        #expect(minimum.isConverged && abs(minimum.point[0] - 1) < 1e-6)
    }

    /// A function without a minimum is said not to have ended, and a start that cannot be is refused.
    @Test func noMinimum() throws {
        var search = QuasiNewton()
        search.maximumIterations = 40
        let found = try search.minimize(from: [0]) { x in (-x[0], [-1]) }
        #expect(!found.isConverged && found.iterations == 40)
        #expect(throws: QuasiNewton.InfiniteStart()) {
            try QuasiNewton().minimize(from: [0]) { _ in (.nan, [0]) }
        }
    }
}
