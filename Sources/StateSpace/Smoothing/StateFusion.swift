/// Joins what earlier and later rows say about a state: x = m + L ξ, ξ ~ N(0, I), and U x = z + ε.
///
/// (I; U L) ξ = (0; z − U m) is solved by rotations; the covariance of x is L (RᵀR)⁻¹ Lᵀ with R the triangle left, whose diagonal is
/// at least 1, so that variances are sums of squares; O(d³).
final class StateFusion {
    private let d: Int
    /// R, upper triangular, (d)(d).
    private let r: UnsafeMutablePointer<Double>
    /// What is left of the right side, (d).
    private let rest: UnsafeMutablePointer<Double>
    private let line: UnsafeMutablePointer<Double>
    private let vector: UnsafeMutablePointer<Double>

    init(size: Int) {
        d = size
        r = .allocate(capacity: max(d * d, 1))
        rest = .allocate(capacity: max(d, 1))
        line = .allocate(capacity: d + 1)
        vector = .allocate(capacity: max(d, 1))
    }

    deinit { for pointer in [r, rest, line, vector] { pointer.deallocate() } }

    /// Joins both sides.
    func join(
        mean: UnsafePointer<Double>, factor l: UnsafePointer<Double>, _ u: UnsafePointer<Double>,
        _ z: UnsafePointer<Double>
    ) {
        start()
        for i in 0..<d {
            // Line i of U L and of z − U m.
            line[d] = z[i]
            line.update(repeating: 0, count: d)
            for k in i..<d {
                let x = u[d * i + k]
                line[d] -= x * mean[k]
                for j in 0...k { line[j] += x * l[d * k + j] }
            }
            take()
        }
    }

    /// Mean and variance of aᵀ x less aᵀ m, from f = Lᵀ a, (d), which is overwritten.
    func read(_ f: UnsafeMutablePointer<Double>) -> (shift: Double, variance: Double) {
        solve(f, stride: 1)
        var (shift, variance) = (0.0, 0.0)
        for i in 0..<d {
            shift += f[i] * rest[i]
            variance += f[i] * f[i]
        }
        return (shift, variance)
    }

    /// Writes the mean of x, and its covariance with aᵀ x, given both sides.
    ///
    /// - Parameters:
    ///   - f: Lᵀ a, (d); overwritten.
    ///   - mean: m, (d).
    ///   - x: the mean, (d).
    ///   - covariance: with aᵀ x, (d).
    func writeMoments(
        _ f: UnsafeMutablePointer<Double>, mean m: UnsafePointer<Double>, factor l: UnsafePointer<Double>,
        _ x: UnsafeMutablePointer<Double>, _ covariance: UnsafeMutablePointer<Double>
    ) {
        solve(f, stride: 1)
        vector.update(from: rest, count: d)
        for y in [f, vector] {
            // y ← R⁻¹ y.
            for i in (0..<d).reversed() {
                for k in i + 1..<max(d, i + 1) { y[i] -= r[d * i + k] * y[k] }
                y[i] /= r[d * i + i]
            }
        }
        for i in 0..<d {
            x[i] = m[i]
            covariance[i] = 0
            for k in 0...i {
                x[i] += l[d * i + k] * vector[k]
                covariance[i] += l[d * i + k] * f[k]
            }
        }
    }

    /// Writes μ and N, with which the state has the mean m + P μ and the covariance P − P N P: N = Uᵀ (I + U P Uᵀ)⁻¹ U.
    ///
    /// - Parameters:
    ///   - x: scratch, (d)(d).
    ///   - mu: (d).
    ///   - n: (d)(d).
    func writeAdjoint(
        mean: UnsafePointer<Double>, factor l: UnsafePointer<Double>, _ u: UnsafePointer<Double>,
        _ z: UnsafePointer<Double>,
        scratch x: UnsafeMutablePointer<Double>, _ mu: UnsafeMutablePointer<Double>, _ n: UnsafeMutablePointer<Double>
    ) {
        start()
        for j in 0..<d {
            // Column j of U L.
            line[d] = 0
            for i in 0..<d {
                var sum = 0.0
                for k in max(i, j)..<d { sum += u[d * i + k] * l[d * k + j] }
                line[i] = sum
            }
            take()
        }
        for i in 0..<d {
            var sum = z[i]
            for k in i..<d { sum -= u[d * i + k] * mean[k] }
            vector[i] = sum
        }
        solve(vector, stride: 1)
        x.update(from: u, count: d * d)
        for j in 0..<d { solve(x + j, stride: d) }
        for i in 0..<d {
            var sum = 0.0
            for k in 0..<d { sum += x[d * k + i] * vector[k] }
            mu[i] = sum
            for j in i..<d {
                var product = 0.0
                for k in 0..<d { product += x[d * k + i] * x[d * k + j] }
                n[d * i + j] = product
                n[d * j + i] = product
            }
        }
    }

    private func start() {
        r.update(repeating: 0, count: d * d)
        rest.update(repeating: 0, count: d)
        for i in 0..<d { r[d * i + i] = 1 }
    }

    /// Rotates the line into the triangle.
    private func take() {
        for j in 0..<d where line[j] != 0 {
            let norm = length(r[d * j + j], line[j])
            let (c, s) = (r[d * j + j] / norm, line[j] / norm)
            rotate(r + d * j + j, line + j, d - j, c, s)
            rotate(rest + j, line + d, 1, c, s)
        }
    }

    /// x ← R⁻ᵀ x.
    private func solve(_ x: UnsafeMutablePointer<Double>, stride: Int) {
        for i in 0..<d {
            var sum = x[stride * i]
            for k in 0..<i { sum -= r[d * k + i] * x[stride * k] }
            x[stride * i] = sum / r[d * i + i]
        }
    }
}
