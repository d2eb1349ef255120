import Numerics
import Testing

/// The Cholesky factor against known ones.
@Suite struct CholeskyFactorTests {
    private let matrix: [[Double]] = [[4, 12, -16], [12, 37, -43], [-16, -43, 98]]

    @Test func factor() throws {
        let factor = try #require(CholeskyFactor(matrix))
        #expect(factor.rows == [[2, 0, 0], [6, 1, 0], [-8, 5, 3]])
        #expect(factor.multiply([1, 2, 3]) == [2, 8, 11])
    }

    @Test func solution() throws {
        let factor = try #require(CholeskyFactor(matrix))
        for (x, y) in zip(factor.solve([0, 6, 39]), [1, 1, 1]) { #expect(abs(x - Double(y)) < 1e-10) }
    }

    /// A⁻¹ of the matrix is rational: 36 A⁻¹ = (1777, −488, 76; −488, 136, −20; 76, −20, 4).
    @Test func inverse() throws {
        let expected: [[Double]] = [[1777, -488, 76], [-488, 136, -20], [76, -20, 4]]
        let inverse = try #require(CholeskyFactor(matrix)).inverse
        for (row, known) in zip(inverse, expected) {
            for (x, y) in zip(row, known) { #expect(abs(36 * x - y) < 1e-8) }
        }
    }

    /// Hilbert's matrix of order 6: the factor has the closed form √(2j+1) (i!)² / ((i−j)! (i+j+1)!).
    @Test func hilbert() throws {
        let n = 6
        let hilbert = (0..<n).map { i in (0..<n).map { 1 / Double(i + $0 + 1) } }
        let factor = try #require(CholeskyFactor(hilbert))
        func factorial(_ n: Int) -> Double { (0..<n).reduce(1) { $0 * Double($1 + 1) } }
        for i in 0..<n {
            for j in 0...i {
                let square = factorial(i) * factorial(i)
                let known = Double(2 * j + 1).squareRoot() * square / (factorial(i - j) * factorial(i + j + 1))
                #expect(abs(factor.rows[i][j] - known) < 1e-9 * known, "\(i), \(j)")
            }
        }
    }

    @Test func indefiniteMatricesAreRefused() {
        #expect(CholeskyFactor([[1, 2], [2, 1]]) == nil)
        #expect(CholeskyFactor([[1, 1], [1, 1]]) == nil)
        #expect(CholeskyFactor([[Double.nan]]) == nil)
        #expect(CholeskyFactor([[Double]]())?.rows.isEmpty == true)
    }
}
