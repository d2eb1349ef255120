import Foundation
import Numerics

/// A parameter as it was fitted.
public struct ParameterEstimate: Sendable, Hashable, Codable {
    /// Its name; the marks concerned in parentheses.
    public var name: String
    /// The estimate of greatest likelihood.
    public var value: Double
    /// Its standard error from the observed information; `nil` where there is none (at a boundary).
    public var standardError: Double?
    /// The interval that covers the truth with probability 0.95; of a rate without events, from 0 to the rate at which so
    /// little would have had a chance of one in twenty.
    public var low: Double?
    /// The interval's upper end.
    public var high: Double?
}

extension ParametricProcess {
    /// The estimates with standard errors from the covariance of θ; positive parameters' intervals are those of their logarithms.
    package func estimates(marks: [String], covariance: [[Double]]?) -> [ParameterEstimate] {
        zip(parameterNames(marks: marks), theta.enumerated()).map { named, entry in
            let (index, theta) = entry
            var estimate = ParameterEstimate(name: named.name, value: named.isLogarithm ? exp(theta) : theta)
            if let variance = covariance?[index][index], variance > 0, variance.isFinite {
                let deviation = variance.squareRoot()
                estimate.standardError = named.isLogarithm ? exp(theta) * deviation : deviation
                let ends = [theta - 1.959963984540054 * deviation, theta + 1.959963984540054 * deviation]
                estimate.low = named.isLogarithm ? exp(ends[0]) : ends[0]
                estimate.high = named.isLogarithm ? exp(ends[1]) : ends[1]
            }
            return estimate
        }
    }

    /// The inverse of the observed information at θ, by central differences of the gradient; `nil` where it is not positive
    /// definite. A parameter of which the likelihood says next to nothing, as the logarithm of one that is 0, is held fixed: its
    /// row and column are 0.
    package func covariance(_ gradient: ([Double]) -> [Double]) -> [[Double]]? {
        let theta = self.theta
        var hessian = theta.map { _ in [Double](repeating: 0, count: theta.count) }
        for index in theta.indices {
            let step = 1e-4 * max(1, abs(theta[index]))
            var moved = theta
            moved[index] = theta[index] + step
            let above = gradient(moved)
            moved[index] = theta[index] - step
            let below = gradient(moved)
            for other in theta.indices { hessian[index][other] = (above[other] - below[other]) / (2 * step) }
        }
        for i in theta.indices {
            for j in 0..<i {
                let mean = 0.5 * (hessian[i][j] + hessian[j][i])
                hessian[i][j] = mean
                hessian[j][i] = mean
            }
        }
        let told = theta.indices.filter { abs(hessian[$0][$0]) > 0.25 }
        guard let inverse = CholeskyFactor(told.map { row in told.map { hessian[row][$0] } })?.inverse else {
            return nil
        }
        var covariance = theta.map { _ in [Double](repeating: 0, count: theta.count) }
        for (i, row) in told.enumerated() {
            for (j, column) in told.enumerated() { covariance[row][column] = inverse[i][j] }
        }
        return covariance
    }
}
