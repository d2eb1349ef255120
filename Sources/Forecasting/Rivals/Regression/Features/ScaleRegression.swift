import Foundation
import Numerics

/// The scale of errors as a function of eight numbers: a regression of the logarithm of their size (after Harvey 1976).
struct ScaleRegression: Codable, Sendable, Equatable {
    /// Coefficients of the logarithm.
    private let coefficients: [Double]
    /// Least and greatest logarithm among the rows, a hundredth of them on each side left out: they are no guide to scales beyond.
    private let range: [Double]
    /// Least and greatest of each number among the rows, the same share left out; `nil` in models of before they were kept.
    private var bounds: [[Double]]?

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
        let edge = features.count / 100
        bounds =
            features.isEmpty
            ? nil
            : (0..<8).map { place in
                let sorted = features.map { $0[place] }.sorted()
                return [sorted[edge], sorted[sorted.count - 1 - edge]]
            }
        let sorted = features.map { x in (0..<8).reduce(0) { $0 + beta[$1] * x[$1] } }.sorted()
        range = sorted.isEmpty ? [0, 0] : [sorted[edge], sorted[sorted.count - 1 - edge]]
    }

    /// The scale where the numbers are `x`.
    func scale(_ x: SIMD8<Double>) -> Double {
        let logarithm = (0..<8).reduce(0) { sum, place in
            // A distance shorter than all that were tried is as uncertain as these.
            let known = bounds.map { min(max(x[place], $0[place][0]), $0[place][1]) } ?? x[place]
            return sum + coefficients[place] * known
        }
        return exp(min(max(logarithm, range[0]), range[1]))
    }
}
