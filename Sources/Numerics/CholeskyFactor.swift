/// Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ.
package struct CholeskyFactor {
    /// Lower triangle, row by row.
    package let rows: [[Double]]

    /// `nil` where `matrix` is not positive definite to working precision.
    package init?(_ matrix: [[Double]]) {
        var l = matrix.map { [Double](repeating: 0, count: $0.count) }
        for i in matrix.indices {
            for j in 0...i {
                var sum = matrix[i][j]
                for k in 0..<j { sum -= l[i][k] * l[j][k] }
                if i == j {
                    guard sum > 1e-13 * abs(matrix[i][i]), sum.isFinite else { return nil }
                    l[i][i] = sum.squareRoot()
                } else {
                    l[i][j] = sum / l[j][j]
                }
            }
        }
        rows = l
    }

    /// A⁻¹ b.
    package func solve(_ b: [Double]) -> [Double] {
        var x = b
        for i in rows.indices {
            for k in 0..<i { x[i] -= rows[i][k] * x[k] }
            x[i] /= rows[i][i]
        }
        for i in rows.indices.reversed() {
            for k in i + 1..<rows.count { x[i] -= rows[k][i] * x[k] }
            x[i] /= rows[i][i]
        }
        return x
    }

    /// A⁻¹.
    package var inverse: [[Double]] {
        rows.indices.map { column in
            var unit = [Double](repeating: 0, count: rows.count)
            unit[column] = 1
            return solve(unit)
        }
    }

    /// L x.
    package func multiply(_ x: [Double]) -> [Double] {
        rows.indices.map { i in (0...i).reduce(0) { $0 + rows[i][$1] * x[$1] } }
    }
}
