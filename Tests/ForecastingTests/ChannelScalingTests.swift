import Foundation
import Testing

@testable import Forecasting

@Suite struct ChannelScalingTests {
    private let wave = (0..<60).map { sin(Double($0)) + 0.25 }

    /// Values at either end of what numbers can hold are scaled as others are, to the bit where the factor is a power of two.
    @Test(arguments: [1e-300, 0x1p-900, 1e-6, 1, 1e9, 0x1p900, 1e300])
    func anySizeOfValuesScalesAlike(_ size: Double) throws {
        let plain = try ChannelScaling(name: "x", values: wave, choice: .gaussian)
        let large = try ChannelScaling(name: "x", values: wave.map { $0 * size }, choice: .gaussian)
        #expect(abs(large.scale / size - plain.scale) < 1e-12 && abs(large.center / size - plain.center) < 1e-12)
        for value in wave { #expect(large.scaled(value * size) == plain.scaled(value)) }
        let mixture = PredictiveMixture(
            likelihood: .studentT, centers: [size, -size], scales: [size, 3 * size], isLogarithmic: false)
        let (mean, deviation) = mixture.moments
        #expect(abs(mean / size) < 1e-12 && abs(deviation / size - 11.0.squareRoot()) < 1e-12)
    }
}
