/// Scores of many forecasts, each a point and quantiles of the same levels, collected one by one.
public struct ForecastScore: Sendable {
    /// The levels of the quantiles, ascending, between 0 and 1.
    public let levels: [Double]
    /// The number of forecasts.
    public private(set) var count = 0
    private var squares = 0.0
    private var absolutes = 0.0
    private var losses: [Double]
    private var inside: [Int]
    private var widths: [Double]

    /// Creates an empty score.
    ///
    /// - Parameter levels: symmetric around 0.5 where bands are wanted: the band of probability 0.9 lies between 0.05 and 0.95.
    public init(levels: [Double]) {
        precondition(zip(levels, levels.dropFirst()).allSatisfy(<), "levels \(levels) do not ascend")
        precondition(levels.allSatisfy { $0 > 0 && $0 < 1 }, "levels \(levels) outside of 0 to 1")
        self.levels = levels
        losses = [Double](repeating: 0, count: levels.count)
        inside = [Int](repeating: 0, count: levels.count / 2)
        widths = [Double](repeating: 0, count: levels.count / 2)
    }

    /// Adds a forecast.
    ///
    /// - Parameters:
    ///   - observed: the value that came.
    ///   - point: the forecast of squared and absolute errors: the mean, say.
    ///   - quantiles: one for each level, ascending.
    ///   - scale: applied to `observed` and `point` before their difference is taken: the logarithm for errors by ratio.
    public mutating func add(
        observed: Double, point: Double, quantiles: some RandomAccessCollection<Double>,
        scale: (Double) -> Double = { $0 }
    ) {
        let quantiles = Array(quantiles)
        precondition(quantiles.count == levels.count, "\(quantiles.count) quantiles of \(levels.count) levels")
        let error = scale(point) - scale(observed)
        squares += error * error
        absolutes += abs(error)
        for (index, quantile) in quantiles.enumerated() {
            losses[index] += Score.pinball(quantile, level: levels[index], observed: observed)
        }
        for index in inside.indices {
            let lower = quantiles[index]
            let upper = quantiles[quantiles.count - 1 - index]
            inside[index] += lower <= observed && observed <= upper ? 1 : 0
            widths[index] += upper - lower
        }
        count += 1
    }

    /// The mean of squared errors, 0 where nothing was added, as for all below.
    public var meanSquaredError: Double { squares / divisor }
    /// The root of the mean of squared errors.
    public var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }
    /// The mean of absolute errors.
    public var meanAbsoluteError: Double { absolutes / divisor }
    /// The mean pinball loss of each level.
    public var pinball: [Double] { losses.map { $0 / divisor } }
    /// Twice the mean pinball loss over all levels: the continuous ranked probability score, if these are spread evenly.
    public var rankedProbability: Double {
        levels.isEmpty ? 0 : 2 * pinball.reduce(0, +) / Double(levels.count)
    }

    /// The share of values within the band of that probability, limits included; `nil` where the levels have no such band.
    public func coverage(of probability: Double) -> Double? {
        band(probability).map { Double(inside[$0]) / divisor }
    }

    /// The mean width of the band of that probability; `nil` where the levels have no such band.
    public func width(of probability: Double) -> Double? { band(probability).map { widths[$0] / divisor } }

    private var divisor: Double { Double(max(count, 1)) }

    private func band(_ probability: Double) -> Int? {
        inside.indices.first { index in
            let lower = levels[index]
            let upper = levels[levels.count - 1 - index]
            return abs(upper - lower - probability) < 1e-9 && abs(lower + upper - 1) < 1e-9
        }
    }
}
