import Foundation

/// One season of a log-linear intensity.
public struct Season: Sendable, Hashable, Codable {
    /// Its length in model time.
    public var period: Double
    /// Number of harmonics, each a sine and a cosine.
    public var harmonics: Int

    /// Creates a season.
    public init(period: Double, harmonics: Int) {
        precondition(period > 0 && harmonics > 0, "a season of period \(period), \(harmonics) harmonics")
        self.period = period
        self.harmonics = harmonics
    }
}

/// A Poisson process with log λ(t) = β₀ + β₁ (t − c) / s + Σ (aₖ sin kωt + bₖ cos kωt): a trend and seasons (hour of day, day of
/// week).
public struct LogLinearProcess: PointProcess, Hashable, Codable {
    /// Whether there is a trend.
    public let hasTrend: Bool
    /// Time at which the trend is 0.
    public let center: Double
    /// Time in which the trend grows by its coefficient.
    public let scale: Double
    /// The seasons.
    public let seasons: [Season]
    /// Coefficients of each mark: `(marks)(features)`.
    public var coefficients: [[Double]]

    /// Creates the process with the given coefficients.
    public init(hasTrend: Bool, center: Double = 0, scale: Double = 1, seasons: [Season], coefficients: [[Double]]) {
        self.hasTrend = hasTrend
        self.center = center
        self.scale = scale
        self.seasons = seasons
        self.coefficients = coefficients
        precondition(
            coefficients.allSatisfy { $0.count == features }, "coefficients for other than \(features) features")
    }

    /// Number of coefficients of a mark.
    public var features: Int { 1 + (hasTrend ? 1 : 0) + seasons.reduce(0) { $0 + 2 * $1.harmonics } }
    public var markCount: Int { coefficients.count }
    public var isPoisson: Bool { true }
    public func path(for sequence: EventSequence) -> any IntensityPath { Path(process: self) }

    /// The features at `time`.
    func design(_ time: Double) -> [Double] {
        var x = [1.0]
        if hasTrend { x.append((time - center) / scale) }
        for season in seasons {
            let phase = 2 * Double.pi * (time / season.period - (time / season.period).rounded(.down))
            for k in 1...season.harmonics {
                x.append(sin(Double(k) * phase))
                x.append(cos(Double(k) * phase))
            }
        }
        return x
    }

    /// Longest panel on which ten nodes integrate λ to rounding.
    var panel: Double {
        var length = hasTrend ? scale : Double.infinity
        for season in seasons { length = min(length, season.period / Double(4 * season.harmonics)) }
        return length
    }

    struct Path: IntensityPath {
        let process: LogLinearProcess

        func logIntensity(at time: Double, mark: Int) -> Double {
            zip(process.design(time), process.coefficients[mark]).reduce(0) { $0 + $1.0 * $1.1 }
        }

        func compensator(from: Double, to: Double, mark: Int) -> Double {
            var sum = 0.0
            GaussLegendre.forEachNode(from: from, to: to, panel: process.panel) { node, weight in
                sum += weight * exp(logIntensity(at: node, mark: mark))
            }
            return sum
        }

        /// The largest |d log λ / dt| of any mark.
        private func steepness(_ mark: Int) -> Double {
            let b = process.coefficients[mark]
            var index = 1
            var sum = 0.0
            if process.hasTrend {
                sum += abs(b[1]) / process.scale
                index = 2
            }
            for season in process.seasons {
                for k in 1...season.harmonics {
                    let amplitude = (b[index] * b[index] + b[index + 1] * b[index + 1]).squareRoot()
                    sum += amplitude * 2 * Double.pi * Double(k) / season.period
                    index += 2
                }
            }
            return sum
        }

        func reach(from time: Double) -> Double {
            let most = (0..<process.markCount).map(steepness).max() ?? 0
            return most > 0 ? 1 / most : .infinity
        }

        /// λ at the middle times e^(steepness · half the length): by the mean value theorem.
        func bound(from: Double, to: Double) -> Double {
            let middle = 0.5 * (from + to)
            return (0..<process.markCount).reduce(0) { sum, mark in
                let steepness = steepness(mark)
                guard steepness > 0 else { return sum + exp(logIntensity(at: from, mark: mark)) }
                return sum + exp(logIntensity(at: middle, mark: mark) + 0.5 * (to - from) * steepness) * (1 + 1e-12)
            }
        }
    }
}
