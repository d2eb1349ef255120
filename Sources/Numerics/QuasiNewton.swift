/// Minimises a smooth function by the method of Broyden, Fletcher, Goldfarb and Shanno with backtracking
/// (Nocedal, Wright 2006, algorithm 6.1).
package struct QuasiNewton {
    /// Iterations after which it gives up.
    package var maximumIterations = 500
    /// Ends where no component of the gradient, times max(|x|, 1), is larger than this share of max(|f|, 1).
    package var tolerance = 1e-9

    package init() {}

    package struct Minimum {
        package var point: [Double]
        package var value: Double
        package var gradient: [Double]
        package var iterations: Int
        package var isConverged: Bool
    }

    /// Value or gradient are not finite at the start of a search.
    package struct InfiniteStart: Error, Hashable {
        package init() {}
    }

    /// Searches from `start` until the tolerance or the iterations are reached.
    ///
    /// - Parameter function: value and gradient; a value that is not finite marks a point outside the domain.
    /// - Throws: `InfiniteStart` where value or gradient are not finite at `start`.
    package func minimize(
        from start: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) throws(InfiniteStart) -> Minimum {
        let n = start.count
        var x = start
        var (f, g) = function(x)
        guard f.isFinite, g.allSatisfy(\.isFinite) else {
            throw InfiniteStart()
        }
        var inverse = Self.identity(n, scale: 1 / max(1, g.reduce(0) { $0 + $1 * $1 }.squareRoot()))
        var isFirst = true
        for iteration in 0..<maximumIterations {
            let size = zip(x, g).map { max(abs($0), 1) * abs($1) }.max() ?? 0
            if size <= tolerance * max(abs(f), 1) {
                return Minimum(point: x, value: f, gradient: g, iterations: iteration, isConverged: true)
            }
            var direction = inverse.map { row in -zip(row, g).reduce(0) { $0 + $1.0 * $1.1 } }
            var slope = zip(direction, g).reduce(0) { $0 + $1.0 * $1.1 }
            if !(slope < 0) {
                inverse = Self.identity(n, scale: 1 / max(1, g.reduce(0) { $0 + $1 * $1 }.squareRoot()))
                direction = inverse.map { row in -zip(row, g).reduce(0) { $0 + $1.0 * $1.1 } }
                slope = zip(direction, g).reduce(0) { $0 + $1.0 * $1.1 }
                isFirst = true
            }
            // Parameters are logarithms or of order one: no step is longer than two.
            let longest = direction.map { abs($0) }.max() ?? 0
            var step = longest > 2 ? 2 / longest : 1
            var next = x
            var value = f
            var gradient = g
            var isFound = false
            for _ in 0..<60 {
                next = zip(x, direction).map { $0 + step * $1 }
                (value, gradient) = function(next)
                if value.isFinite, value <= f + 1e-4 * step * slope, gradient.allSatisfy(\.isFinite) {
                    isFound = true
                    break
                }
                step /= 2
            }
            guard isFound else {
                // No step descends: what is left is below the rounding of the value.
                return Minimum(
                    point: x, value: f, gradient: g, iterations: iteration,
                    isConverged: size <= 1e-5 * max(abs(f), 1))
            }
            let s = zip(next, x).map { $0 - $1 }
            let y = zip(gradient, g).map { $0 - $1 }
            let sy = zip(s, y).reduce(0) { $0 + $1.0 * $1.1 }
            let yy = y.reduce(0) { $0 + $1 * $1 }
            if sy > 1e-12 * yy.squareRoot() * s.reduce(0, { $0 + $1 * $1 }).squareRoot() {
                if isFirst { inverse = Self.identity(n, scale: sy / yy) }
                isFirst = false
                let hy = inverse.map { row in zip(row, y).reduce(0) { $0 + $1.0 * $1.1 } }
                let yhy = zip(y, hy).reduce(0) { $0 + $1.0 * $1.1 }
                for i in 0..<n {
                    for j in 0..<n {
                        inverse[i][j] += (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy
                    }
                }
            }
            x = next
            f = value
            g = gradient
        }
        return Minimum(point: x, value: f, gradient: g, iterations: maximumIterations, isConverged: false)
    }

    private static func identity(_ n: Int, scale: Double) -> [[Double]] {
        (0..<n).map { i in (0..<n).map { $0 == i ? scale : 0 } }
    }
}
