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
    }

    @Test func theDistributionDecidesWhatTheModelSees() throws {
        let positive = (1...30).map { exp(0.2 * Double($0)) }
        let skewed = try ChannelScaling(name: "x", values: positive, choice: .auto)
        #expect(skewed.transform == .logarithm && skewed.isLogarithmic)
        #expect(try ChannelScaling(name: "x", values: wave, choice: .auto).transform == .identity)
        #expect(try ChannelScaling(name: "x", values: positive, choice: .studentT).transform == .identity)
        #expect(try ChannelScaling(name: "x", values: positive, choice: .logNormal).center == skewed.center)
        // What is no location–scale family sees values as they are.
        let poisson = LikelihoodChoice.named(ObservationLikelihood(Poisson.self))
        let counts = try ChannelScaling(name: "x", values: [0, 3, 5], choice: poisson)
        #expect(counts.center == 0 && counts.scale == 1 && counts.scaled(3) == 3)
    }

    @Test(arguments: [
        (LikelihoodChoice.logNormal, 0.0, "positive values only"),
        (.named(ObservationLikelihood(Poisson.self)), 1.5, "whole numbers from 0 on only"),
        (.named(ObservationLikelihood(LogitNormal.self)), 1, "values between 0 and 1 only"),
    ])
    func valuesOutsideOfTheSupportAreRefused(_ choice: LikelihoodChoice, _ value: Double, _ words: String) {
        #expect {
            _ = try ChannelScaling(name: "x", values: [value], choice: choice)
        } throws: { error in
            guard case ForecastingError.unsuitableValues(.outsideSupport("x", value, let likelihood)) = error else {
                return false
            }
            return .named(likelihood) == choice && "\(error)".contains("has the value \(value)")
                && "\(error)".hasSuffix("takes \(words)")
        }
    }

    /// As models of version 0.1 hold it.
    @Test func storedScalingsAreRead() throws {
        let text = #"{"center":1.5,"isLogarithmic":true,"name":"x","scale":2}"#
        let scaling = try JSONDecoder().decode(ChannelScaling.self, from: Data(text.utf8))
        #expect(scaling.transform == .logarithm && scaling.center == 1.5 && scaling.scale == 2)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try String(decoding: encoder.encode(scaling), as: UTF8.self) == text)
    }
}
