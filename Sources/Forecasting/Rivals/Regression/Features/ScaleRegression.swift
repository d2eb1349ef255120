import Foundation
import Numerics

/// The scale of errors as a function of eight numbers: a regression of the logarithm of their size (after Harvey 1976).
struct ScaleRegression: Codable, Sendable, Equatable {
    /// Coefficients of the logarithm.
    private let coefficients: [Double]
    /// Least and greatest logarithm among the rows, a hundredth of them on each side left out: they are no guide to scales beyond.
    private let range: [Double]

    /// - Parameters:
    ///   - errors: `(rows)`.
    ///   - features: `(rows)`, the first number 1.
    init(_ errors: [Double], features: [SIMD8<Double>]) {
        let square = errors.reduce(0) { $0 + $1 * $1 } / Double(max(errors.count, 1))
        // Errors of 0, as of values that never change, have no logarithm.
        let floor = max(0.02 * square.squareRoot(), 1e-9)
        var gram = [[Double]](repeating: Array(repeating: 0, count: 8), count: 8)
        var moments = [Double](repeating: 0, count: 8)
        for (error, x) in zip(errors, features) {
            let target = log(abs(error) + floor)
            for i in 0..<8 {
                moments[i] += x[i] * target
                for j in 0...i { gram[i][j] += x[i] * x[j] }
            }
        }
        for i in 0..<8 {
            for j in i + 1..<8 { gram[i][j] = gram[j][i] }
            gram[i][i] += i > 0 ? 5 + 1e-6 * gram[0][0] : 1e-6
        }
        coefficients = CholeskyFactor(gram)?.solve(moments) ?? [log(floor)] + Array(repeating: 0, count: 7)
        let beta = coefficients
        let sorted = features.map { x in (0..<8).reduce(0) { $0 + beta[$1] * x[$1] } }.sorted()
        let edge = sorted.count / 100
        range = sorted.isEmpty ? [0, 0] : [sorted[edge], sorted[sorted.count - 1 - edge]]
    }

    /// The scale where the numbers are `x`.
    func scale(_ x: SIMD8<Double>) -> Double {
        let logarithm = (0..<8).reduce(0) { $0 + coefficients[$1] * x[$1] }
        return exp(min(max(logarithm, range[0]), range[1]))
    }
}
