import Numerics

/// Linear least squares with a small ridge, by the normal equations.
struct LeastSquares {
    /// One number a column.
    let coefficients: [Double]

    /// - Parameters:
    ///   - rows: `(rows, columns)`, of order one.
    ///   - targets: `(rows)`.
    ///   - ridge: added to the mean square of each column; the coefficients are 0 where even so there is no solution.
    /// - Complexity: O(rows · columns²).
    init(rows: [[Double]], targets: [Double], ridge: Double) {
        let width = rows.first?.count ?? 0
        var moments = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
        var right = [Double](repeating: 0, count: width)
        for (row, target) in zip(rows, targets) {
            for i in 0..<width {
                right[i] += row[i] * target
                for j in 0...i { moments[i][j] += row[i] * row[j] }
            }
        }
        for i in 0..<width {
            moments[i][i] += ridge * Double(rows.count)
            for j in 0..<i { moments[j][i] = moments[i][j] }
        }
        coefficients = CholeskyFactor(moments)?.solve(right) ?? [Double](repeating: 0, count: width)
    }

    /// The fitted value of a row.
    func value(_ row: [Double]) -> Double { zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
}
