import Foundation

/// How a channel's values become numbers of order one, and back.
public struct ChannelScaling: Sendable, Hashable, Codable {
    /// The variable's name.
    public let name: String
    /// Whether logarithms are modelled: the channel is then log-normal.
    public let isLogarithmic: Bool
    /// Mean of the values (or logarithms).
    public let center: Double
    /// Their standard deviation, or 1 where they do not vary.
    public let scale: Double

    /// Learns the scaling of `values`.
    init(name: String, values: [Double], choice: LikelihoodChoice) throws(ForecastingError) {
        self.name = name
        let isPositive = values.allSatisfy { $0 > 0 }
        switch choice {
        case .gaussian, .studentT: isLogarithmic = false
        case .auto: isLogarithmic = isPositive && Self.suitsLogarithm(values)
        case .logNormal:
            guard isPositive else {
                throw .unsuitableValues(
                    "variable \(name) has values that are not positive; a log-normal likelihood needs positive ones")
            }
            isLogarithmic = true
        }
        let taken = isLogarithmic ? values.map { log($0) } : values
        let (mean, deviation) = Self.moments(taken)
        center = mean
        // Differences that rounding alone could make are no variation.
        scale = deviation > abs(mean) * 1e-12 && deviation > 0 ? deviation : max(abs(mean), 1e-300)
    }

    /// Whether positive values are better told by their logarithms: their skewness is above 1 and more than halved, or
    /// they spread so far that a normal distribution would reach below zero while the logarithms are fairly symmetric.
    private static func suitsLogarithm(_ values: [Double]) -> Bool {
        guard values.count >= 20 else { return false }
        let raw = skewness(values)
        let logarithmic = abs(skewness(values.map { log($0) }))
        let (mean, deviation) = moments(values)
        return (raw > 1 && logarithmic < raw / 2) || (mean < 3 * deviation && logarithmic < 1)
    }

    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        guard let first = values.first else { return (0, 1) }
        // Shifted by the first value, so that a large offset costs no accuracy; in units of a power of two near the largest
        // value, which is exact, so that squares neither overflow nor vanish.
        let unit = PredictiveMixture.unit(values.reduce(0) { max($0, abs($1)) })
        let origin = first / unit
        var sum = 0.0
        for value in values { sum += value / unit - origin }
        let mean = sum / Double(values.count)
        var square = 0.0
        for value in values { square += (value / unit - origin - mean) * (value / unit - origin - mean) }
        return ((origin + mean) * unit, (square / Double(values.count)).squareRoot() * unit)
    }

    private static func skewness(_ values: [Double]) -> Double {
        let (mean, deviation) = moments(values)
        guard deviation > 0 else { return 0 }
        return values.reduce(0) { $0 + pow(($1 - mean) / deviation, 3) } / Double(values.count)
    }

    /// The scaled value, on a grid of 2⁻²⁰: rescaled data then give the same bits.
    func scaled(_ value: Double) -> Double {
        let number = isLogarithmic ? log(value) : value
        return ((number - center) / scale * 0x1p20).rounded() * 0x1p-20
    }

    /// The value (or its logarithm) that a scaled number stands for.
    func restored(_ scaled: Double) -> Double { center + scale * scaled }
}
