import Foundation
import Numerics

/// How a channel's values become numbers of order one, and back: x = (transform(value) − center) / scale.
public struct ChannelScaling: Sendable, Hashable, Codable {
    /// The variable's name.
    public let name: String
    /// What values go through first.
    public let transform: ChannelTransform
    /// Median of the transformed values; 0 where the distribution needs values as they are.
    public let center: Double
    /// Their spread by order statistics, or their size where they do not vary; 1 where the distribution needs values as they are.
    public let scale: Double
    /// Scaled values further from 0 than this are drawn in to it: wild values, as `RobustScale` finds them. `nil` for no bound.
    public let bound: Double?

    /// True if the model sees logarithms.
    public var isLogarithmic: Bool { transform == .logarithm }

    private enum CodingKeys: String, CodingKey {
        case name
        case transform = "isLogarithmic"
        case center
        case scale
        case bound
    }

    /// Learns the scaling of `values`.
    ///
    /// - Throws: `unsuitableValues` where the distribution asked for gives a value no probability.
    init(name: String, values: [Double], choice: LikelihoodChoice) throws(ForecastingError) {
        self.name = name
        switch choice {
        case .auto: transform = Self.suitsLogarithm(values) ? .logarithm : .identity
        case .named(let likelihood):
            if let value = values.first(where: { !likelihood.support.contains($0) }) {
                throw .unsuitableValues(.outsideSupport(variable: name, value: value, likelihood: likelihood))
            }
            transform = likelihood.distribution.transform
        }
        guard choice.training.distribution.isLocationScale else {
            center = 0
            scale = 1
            bound = nil
            return
        }
        let transformed = values.map(transform.callAsFunction)
        let (center, scale) = RobustScale.centerAndScale(transformed)
        self.center = center
        self.scale = scale
        bound = RobustScale.bound(transformed.map { abs($0 - center) / scale })
    }

    /// True if values are positive and better described by their logarithms: their skewness is above 1 and more than halved, or
    /// they spread so far that a normal distribution would reach below zero while the logarithms are fairly symmetric.
    private static func suitsLogarithm(_ values: [Double]) -> Bool {
        guard values.count >= 20, values.allSatisfy({ $0 > 0 }) else { return false }
        let raw = skewness(values)
        let logarithmic = abs(skewness(values.map { log($0) }))
        let (mean, deviation) = moments(values)
        return (raw > 1 && logarithmic < raw / 2) || (mean < 3 * deviation && logarithmic < 1)
    }

    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        guard let first = values.first else { return (0, 1) }
        // Shifted by the first value, so that a large offset costs no accuracy; in units of a power of two near the largest
        // value, which is exact, so that squares neither overflow nor vanish.
        let unit = Double.binaryUnit(near: values.reduce(0) { max($0, abs($1)) })
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

    /// The scaled value, rounded to a multiple of 2⁻²⁰, so that rescaled data give the same bits.
    func scaled(_ value: Double) -> Double {
        let number = (transform(value) - center) / scale
        return ((bound.map { min(max(number, -$0), $0) } ?? number) * 0x1p20).rounded() * 0x1p-20
    }

    /// The transformed value that a scaled number stands for.
    func restored(_ scaled: Double) -> Double { center + scale * scaled }
}
