import Foundation
import Lanes
import Numerics

/// Residuals of a point process after time rescaling: if the process is the true one, the compensator turns its events into
/// those of a Poisson process of rate one (Papangelou 1972; Brown et al. 2002), so that the residuals are independent, exponential
/// and of mean one.
///
/// Sequences and windows are put end to end: a gap that a window cuts short goes on in the next.
public struct TimeRescaling: Sendable, Hashable {
    /// The residuals in the order of the events.
    public let residuals: [Double]
    /// Test of the residuals against the exponential distribution.
    public let test: KolmogorovSmirnov
    /// Autocorrelation of the residuals' normal scores at lags 1, 2, ….
    public let autocorrelation: [Double]
    /// Ljung and Box's p-value over these lags.
    public let independence: Double

    /// Lags that are looked at.
    public static let lags = 10

    /// Rescales the events of `sequences` by `process`.
    public init(_ process: some PointProcess, _ sequences: [EventSequence]) throws(EventError) {
        var residuals: [Double] = []
        var mass = 0.0
        for sequence in sequences {
            try process.walk(sequence) { path, gap, time, _ in
                mass += process.totalCompensator(path, from: gap.from, to: gap.to)
                if time != nil {
                    residuals.append(max(mass, 0))
                    mass = 0
                }
            }
        }
        self.init(residuals: residuals)
    }

    /// Tests given residuals.
    public init(residuals: [Double]) {
        self.residuals = residuals
        let probabilities = residuals.map { -expm1(-$0) }
        test = KolmogorovSmirnov(probabilities: probabilities)
        let scores = probabilities.map { standardNormalQuantile(min(max($0, 1e-12), 1 - 1e-12)) }
        let n = scores.count
        let mean = scores.reduce(0, +) / Double(max(n, 1))
        let square = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let lags = min(Self.lags, max(0, n - 2))
        autocorrelation = (0..<lags).map { index in
            guard square > 0 else { return 0 }
            return (index + 1..<n).reduce(0) { $0 + (scores[$1] - mean) * (scores[$1 - index - 1] - mean) } / square
        }
        guard lags > 0 else {
            independence = 1
            return
        }
        let statistic = autocorrelation.enumerated().reduce(0) {
            $0 + $1.element * $1.element / Double(n - $1.offset - 1)
        }
        independence = regularizedGammaQ(Double(lags) / 2, Double(n) * Double(n + 2) * statistic / 2)
    }

    /// Sorted residuals beside the exponential quantiles of (i − ½) / n, at most `count` of them.
    public func quantilePlot(count: Int = 400) -> [(expected: Double, residual: Double)] {
        let sorted = residuals.sorted()
        let stride = max(1, (sorted.count + count - 1) / max(count, 1))
        return Swift.stride(from: stride / 2, to: sorted.count, by: stride).map { index in
            (-log1p(-(Double(index) + 0.5) / Double(sorted.count)), sorted[index])
        }
    }
}
