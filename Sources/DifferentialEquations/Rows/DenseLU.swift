import Lanes

/// A square matrix factored into lower and upper triangles with row exchanges (Golub, Van Loan, algorithm 3.4.1).
///
/// Complexity: 2n³/3 operations to factor, 2n² to solve.
final class DenseLU<Scalar: LaneScalar> {
    /// Order of the matrix.
    let n: Int
    /// The matrix, row-major; after `factor`, its triangles.
    let matrix: UnsafeMutablePointer<Scalar>
    private let storage: LaneBuffer<Scalar>
    private let pivots: UnsafeMutablePointer<Int>

    init(_ n: Int) {
        self.n = n
        storage = LaneBuffer(count: n * n)
        matrix = storage.pointer
        pivots = .allocate(capacity: max(n, 1))
        pivots.initialize(repeating: 0, count: max(n, 1))
    }

    deinit { pivots.deallocate() }

    /// Factors `matrix` in place; false where it is singular or not finite.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func factor() -> Bool {
        let a = matrix
        for k in 0..<n {
            var best = k
            var size = abs(a[k * n + k])
            for i in (k + 1)..<max(n, k + 1) where abs(a[i * n + k]) > size {
                best = i
                size = abs(a[i * n + k])
            }
            guard size > 0, size.isFinite else { return false }
            pivots[k] = best
            if best != k { for j in 0..<n { swap(&a[k * n + j], &a[best * n + j]) } }
            let inverse = 1 / a[k * n + k]
            for i in (k + 1)..<max(n, k + 1) {
                let factor = a[i * n + k] * inverse
                a[i * n + k] = factor
                guard factor != 0 else { continue }
                for j in (k + 1)..<n { a[i * n + j] -= factor * a[k * n + j] }
            }
        }
        return true
    }

    /// Overwrites b with A⁻¹ b.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func solve(_ b: UnsafeMutablePointer<Scalar>) {
        let a = matrix
        for k in 0..<n where pivots[k] != k { swap(&b[k], &b[pivots[k]]) }
        for i in 0..<n {
            var sum = b[i]
            for j in 0..<i { sum -= a[i * n + j] * b[j] }
            b[i] = sum
        }
        for i in (0..<n).reversed() {
            var sum = b[i]
            for j in (i + 1)..<max(n, i + 1) { sum -= a[i * n + j] * b[j] }
            b[i] = sum / a[i * n + i]
        }
    }

    /// Overwrites b with A⁻ᵀ b.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func solveTransposed(_ b: UnsafeMutablePointer<Scalar>) {
        let a = matrix
        for i in 0..<n {
            var sum = b[i]
            for j in 0..<i { sum -= a[j * n + i] * b[j] }
            b[i] = sum / a[i * n + i]
        }
        for i in (0..<n).reversed() {
            var sum = b[i]
            for j in (i + 1)..<max(n, i + 1) { sum -= a[j * n + i] * b[j] }
            b[i] = sum
        }
        for k in (0..<n).reversed() where pivots[k] != k { swap(&b[k], &b[pivots[k]]) }
    }
}
