extension InformationSweep {
    /// Takes over from a sweep of adjoints: U and z of what later rows say, from μ and N at a state of mean m and covariance P.
    ///
    /// N = (P + (UᵀU)⁻¹)⁻¹ gives U = C⁻¹ X with N = Xᵀ X and C Cᵀ = I − X P Xᵀ, and μ = Xᵀ C (z − U m). The difference keeps its digits where
    /// later rows leave the state more than a millionth of its variance, as they do after ordinary rows.
    ///
    /// - Parameters:
    ///   - mean: m, (d).
    ///   - covariance: P, (d)(d).
    ///   - mu: (d).
    ///   - n: N, (d)(d).
    func start(
        mean m: UnsafePointer<Double>, covariance p: UnsafePointer<Double>, mu: UnsafePointer<Double>,
        n: UnsafePointer<Double>
    ) {
        let d = layout.size
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * d * d + 1) { scratch in
            guard let lower = scratch.baseAddress else { return }
            let (rest, c) = (lower + d * d, lower + 2 * d * d)
            // X is the transpose of a lower triangle.
            writeFactor(of: n, size: d, into: lower)
            for i in 0..<d {
                for j in 0...i {
                    var sum = i == j ? 1.0 : 0
                    for k in i..<d { for l in j..<d { sum -= lower[d * k + i] * p[d * k + l] * lower[d * l + j] } }
                    rest[d * i + j] = sum
                    rest[d * j + i] = sum
                }
            }
            writeFactor(of: rest, size: d, into: c)
            // z − U m = C⁻¹ y with Xᵀ y = μ.
            for i in 0..<d {
                var sum = mu[i]
                for k in 0..<i { sum -= lower[d * i + k] * z[k] }
                z[i] = lower[d * i + i] > 0 ? sum / lower[d * i + i] : 0
            }
            for i in 0..<d { for j in 0..<d { u[d * i + j] = lower[d * j + i] } }
            for i in 0..<d {
                for k in 0..<i {
                    for j in 0..<d { u[d * i + j] -= c[d * i + k] * u[d * k + j] }
                    z[i] -= c[d * i + k] * z[k]
                }
                for j in 0..<d { u[d * i + j] /= c[d * i + i] }
                z[i] /= c[d * i + i]
            }
            for i in 0..<d { for j in 0..<d { z[i] += u[d * i + j] * m[j] } }
        }
        triangularize()
    }

    /// Turns U to an upper triangle, and z with it.
    private func triangularize() {
        let d = layout.size
        for j in 0..<d {
            for i in j + 1..<max(d, j + 1) where u[d * i + j] != 0 {
                let (x, y) = (u[d * j + j], u[d * i + j])
                let r = (x * x + y * y).squareRoot()
                rotate(u + d * j + j, u + d * i + j, d - j, x / r, y / r)
                rotate(z + j, z + i, 1, x / r, y / r)
                u[d * i + j] = 0
            }
        }
    }
}
