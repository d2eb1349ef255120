/// Writes L with L Lᵀ = P for a positive semidefinite matrix, (n)(n) row by row, zeros above the diagonal.
///
/// A pivot that is not above the rounding of its diagonal is taken for zero, and its column with it: directions without variance
/// have none. What is not a number stays none.
func writeFactor(of p: UnsafePointer<Double>, size n: Int, into l: UnsafeMutablePointer<Double>) {
    for j in 0..<n {
        var pivot = p[n * j + j]
        for k in 0..<j { pivot -= l[n * j + k] * l[n * j + k] }
        // What is infinite or no number passes, and makes the factor so.
        let isPositive = !pivot.isFinite || pivot > 4e-16 * p[n * j + j]
        let root = isPositive ? pivot.squareRoot() : 0
        for i in 0..<n {
            guard i >= j, isPositive else {
                l[n * i + j] = 0
                continue
            }
            guard i > j else {
                l[n * j + j] = root
                continue
            }
            var sum = p[n * i + j]
            for k in 0..<j { sum -= l[n * i + k] * l[n * j + k] }
            l[n * i + j] = sum / root
        }
    }
}
