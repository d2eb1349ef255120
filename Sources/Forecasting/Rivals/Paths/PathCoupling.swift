import Numerics

/// How the errors of several channels at one time go together: the factor L of their correlation matrix L Lᵀ.
struct PathCoupling: Codable, Sendable, Equatable {
    /// Lower triangle, row by row, each of length 1.
    let factor: [[Double]]

    /// A score of one channel by the forecast and the time that it belongs to.
    struct Score {
        var forecast: Int
        /// When the forecast was made, and the time that it was for.
        var anchor: Double
        var time: Double
        var value: Double

        fileprivate static func isBefore(_ a: Score, _ b: Score) -> Bool {
            (a.forecast, a.anchor, a.time) < (b.forecast, b.anchor, b.time)
        }
    }

    /// Forecasts that a correlation counts as many of beside those of no correlation.
    private static let doubt = 10.0

    /// Learns from scores of the same forecasts and times in two channels.
    ///
    /// Scores of one forecast say much the same: a correlation counts by its number of forecasts m. It is shrunk by m / (m + 10) and left
    /// out below twice 1 / √m; the matrix is drawn towards the identity until it is positive definite.
    ///
    /// - Parameters:
    ///   - channels: scores of each channel, in any order.
    ///   - affinity: the correlation of the paths of two channels that are made of the same numbers, less than 1 where their memories
    ///     differ: what the parts in common are to carry is divided by it.
    /// - Returns: `nil` where no channels go together.
    /// - Complexity: O(n log n · channels).
    init?(learning channels: [[Score]], affinity: (Int, Int) -> Double) {
        let sorted = channels.map { $0.sorted(by: Score.isBefore) }
        var matrix = channels.indices.map { row in channels.indices.map { row == $0 ? 1.0 : 0 } }
        var isDiagonal = true
        for row in channels.indices {
            for column in 0..<row {
                var found = Self.correlation(sorted[row], sorted[column])
                guard abs(found) > 0 else { continue }
                found = min(max(found / max(affinity(row, column), 0.1), -0.99), 0.99)
                isDiagonal = false
                (matrix[row][column], matrix[column][row]) = (found, found)
            }
        }
        if isDiagonal { return nil }
        var share = 1.0
        while share > 0.05 {
            let drawn = matrix.indices.map { row in
                matrix.indices.map { row == $0 ? 1 : share * matrix[row][$0] }
            }
            if let factor = CholeskyFactor(drawn) {
                self.factor = factor.rows
                return
            }
            share -= 0.1
        }
        return nil
    }

    /// The paths that channel `index` is a sum of, with their weights.
    func weights(of index: Int) -> [(path: Int, weight: Double)] {
        factor[index].enumerated().filter { $0.element != 0 }.map { (path: $0.offset, weight: $0.element) }
    }

    /// Whether it is of so many channels.
    func suits(_ channels: Int) -> Bool {
        factor.count == channels && factor.allSatisfy { $0.count == channels }
    }

    private static func correlation(_ a: [Score], _ b: [Score]) -> Double {
        var (i, j) = (0, 0)
        var (product, left, right, forecasts) = (0.0, 0.0, 0.0, 0.0)
        var last: (forecast: Int, anchor: Double)?
        while i < a.count, j < b.count {
            if Score.isBefore(a[i], b[j]) {
                i += 1
            } else if Score.isBefore(b[j], a[i]) {
                j += 1
            } else {
                product += a[i].value * b[j].value
                left += a[i].value * a[i].value
                right += b[j].value * b[j].value
                if last.map({ $0.forecast != a[i].forecast || $0.anchor != a[i].anchor }) ?? true { forecasts += 1 }
                last = (a[i].forecast, a[i].anchor)
                i += 1
                j += 1
            }
        }
        guard left > 0, right > 0 else { return 0 }
        let found = product / (left * right).squareRoot()
        guard found.isFinite, abs(found) > 2 / forecasts.squareRoot() else { return 0 }
        return found * forecasts / (forecasts + doubt)
    }
}
