import Foundation
import Numerics

extension LogLinearProcess {
    /// Fits the coefficients by Newton's method: the log likelihood β·Σx(tᵢ) − ∫ e^(β·x) is concave, its observed information
    /// ∫ x xᵀ e^(β·x).
    ///
    /// - Returns: the process and the covariance of all coefficients, mark by mark.
    /// - Complexity: ten nodes for each quarter of a harmonic's period under observation, times features² an iteration.
    package static func fit(
        _ sequences: [EventSequence], markCount: Int, hasTrend: Bool, seasons: [Season]
    ) throws(EventError) -> (process: LogLinearProcess, covariance: [[Double]]?, isConverged: Bool) {
        let profile = ExposureProfile(sequences)
        let span = profile.span
        let blank = LogLinearProcess(
            hasTrend: hasTrend, center: 0.5 * (span.start + span.end), scale: 0.5 * (span.end - span.start),
            seasons: seasons,
            coefficients: Array(
                repeating: Array(
                    repeating: 0, count: 1 + (hasTrend ? 1 : 0) + seasons.reduce(0) { $0 + 2 * $1.harmonics }),
                count: markCount))
        let n = blank.features
        var nodes: [[Double]] = []
        var weights: [Double] = []
        for segment in profile.segments {
            GaussLegendre.forEachNode(from: segment.start, to: segment.end, panel: blank.panel) { node, weight in
                nodes.append(blank.design(node))
                weights.append(weight * segment.multiplicity)
            }
        }
        var process = blank
        var covariance = (0..<n * markCount).map { _ in [Double](repeating: 0, count: n * markCount) }
        var hasCovariance = true
        var isConverged = true
        for mark in 0..<markCount {
            var sums = [Double](repeating: 0, count: n)
            for sequence in sequences {
                for (time, m) in zip(sequence.times, sequence.marks) where Int(m) == mark {
                    for (index, x) in blank.design(time).enumerated() { sums[index] += x }
                }
            }
            guard sums[0] > 0 else {
                throw .tooLittleData(.markWithoutEvents(mark, process: LogLinearFit.title))
            }
            func evaluate(_ beta: [Double]) -> (value: Double, gradient: [Double], information: [[Double]]) {
                var value = zip(beta, sums).reduce(0) { $0 + $1.0 * $1.1 }
                var gradient = sums
                var information = (0..<n).map { _ in [Double](repeating: 0, count: n) }
                for (x, weight) in zip(nodes, weights) {
                    var exponent = 0.0
                    for index in 0..<n { exponent += beta[index] * x[index] }
                    let mass = weight * exp(exponent)
                    value -= mass
                    for i in 0..<n {
                        gradient[i] -= mass * x[i]
                        for j in 0...i { information[i][j] += mass * x[i] * x[j] }
                    }
                }
                for i in 0..<n { for j in 0..<i { information[j][i] = information[i][j] } }
                return (value, gradient, information)
            }
            var beta = [log(sums[0] / profile.duration)] + [Double](repeating: 0, count: n - 1)
            var current = evaluate(beta)
            var isDone = false
            for _ in 0..<100 {
                guard let factor = CholeskyFactor(current.information) else {
                    throw .tooLittleData(.indistinctCoefficients(n))
                }
                let step = factor.solve(current.gradient)
                let decrement = zip(step, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
                if decrement < 1e-18 * max(abs(current.value), 1) || decrement < 1e-20 {
                    isDone = true
                    break
                }
                var length = 1.0
                while length > 1e-10 {
                    let next = zip(beta, step).map { $0 + length * $1 }
                    let trial = evaluate(next)
                    if trial.value.isFinite, trial.value >= current.value {
                        beta = next
                        current = trial
                        break
                    }
                    length /= 2
                }
                if length <= 1e-10 {
                    isDone = decrement < 1e-8 * max(abs(current.value), 1)
                    break
                }
            }
            isConverged = isConverged && isDone
            process.coefficients[mark] = beta
            if let inverse = CholeskyFactor(current.information)?.inverse {
                for i in 0..<n { for j in 0..<n { covariance[mark * n + i][mark * n + j] = inverse[i][j] } }
            } else {
                hasCovariance = false
            }
        }
        return (process, hasCovariance ? covariance : nil, isConverged)
    }
}
