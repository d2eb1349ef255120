/// Cholesky factor of a symmetric positive definite matrix in one block of memory, for systems of some hundreds of unknowns that are
/// solved again and again.
struct SymmetricFactor {
    private let size: Int
    /// Lower triangle, row by row, rows of `size` numbers.
    private var numbers: [Double]
    /// Reciprocals of the diagonal.
    private var inverses: [Double]

    /// `nil` where `matrix`, `(size, size)`, row-major, is not positive definite to working precision; only its lower triangle is read.
    ///
    /// - Complexity: size³ / 3 multiplications and additions.
    init?(_ matrix: [Double], size: Int) {
        self.size = size
        numbers = matrix
        inverses = Array(repeating: 0, count: size)
        let isDefinite = numbers.withUnsafeMutableBufferPointer { l in
            for i in 0..<size {
                for j in 0...i {
                    let sum = l[i * size + j] - Self.dot(l, i * size, j * size, j)
                    if i == j {
                        guard sum > 1e-12 * abs(l[i * size + i]), sum.isFinite else { return false }
                        l[i * size + i] = sum.squareRoot()
                        inverses[i] = 1 / l[i * size + i]
                    } else {
                        l[i * size + j] = sum * inverses[j]
                    }
                }
            }
            return true
        }
        if !isDefinite { return nil }
    }

    /// Σ l[a + k] l[b + k] for k below `count`, eight sums side by side.
    private static func dot(_ l: UnsafeMutableBufferPointer<Double>, _ a: Int, _ b: Int, _ count: Int) -> Double {
        guard count > 0, let base = l.baseAddress else { return 0 }
        let x = UnsafeRawPointer(base + a)
        let y = UnsafeRawPointer(base + b)
        var sums = SIMD8<Double>()
        var k = 0
        while k + 8 <= count {
            sums +=
                x.loadUnaligned(fromByteOffset: 8 * k, as: SIMD8<Double>.self)
                * y.loadUnaligned(fromByteOffset: 8 * k, as: SIMD8<Double>.self)
            k += 8
        }
        var sum = sums.sum()
        while k < count {
            sum += base[a + k] * base[b + k]
            k += 1
        }
        return sum
    }

    /// A⁻¹ b.
    func solve(_ b: [Double]) -> [Double] {
        var x = b
        for i in 0..<size {
            var sum = x[i]
            for k in 0..<i { sum -= numbers[i * size + k] * x[k] }
            x[i] = sum * inverses[i]
        }
        for i in (0..<size).reversed() {
            x[i] *= inverses[i]
            for k in 0..<i { x[k] -= numbers[i * size + k] * x[i] }
        }
        return x
    }
}
