import Foundation
import Lanes
import Testing

@testable import Forecasting

@Suite struct ValueScaleTests {
    private static let values = (0..<200).map { exp(1 + 0.8 * standardNormalQuantile((Double($0) + 0.5) / 200)) }

    @Test(arguments: ValueTransform.allCases) func scaledValuesComeBack(transform: ValueTransform) throws {
        let scale = try #require(ValueScale(transform, of: Self.values))
        for value in Self.values { #expect(abs(scale.restored(scale.scaled(value)) - value) < 1e-12 * value) }
        // The Jacobian is the slope of the scaled value.
        for value in [0.5, 3, 12] {
            let slope = (scale.scaled(value + 1e-5) - scale.scaled(value - 1e-5)) / 2e-5
            #expect(abs(scale.logJacobian(value) - log(slope)) < 1e-8)
        }
    }

    /// Means and deviations against a sum over the normal distribution, where bounds matter and where they do not.
    @Test(arguments: ValueTransform.allCases) func momentsAreThoseOfTheValues(transform: ValueTransform) throws {
        let scale = try #require(ValueScale(transform, of: Self.values))
        for (center, deviation) in [(0.0, 0.3), (-1.5, 1), (1, 1.5), (2, 0.05)] {
            let steps = 20000
            let points = (0..<steps).map { k -> (weight: Double, value: Double) in
                let z = -10 + 20 * (Double(k) + 0.5) / Double(steps)
                let weight = exp(-z * z / 2) / (2 * Double.pi).squareRoot() * 20 / Double(steps)
                return (weight, scale.restored(center + deviation * z))
            }
            let mean = points.reduce(0) { $0 + $1.weight * $1.value }
            let square = points.reduce(0) { $0 + $1.weight * ($1.value - mean) * ($1.value - mean) }
            let found = scale.moments(center: center, deviation: deviation)
            #expect(abs(found.mean - mean) < 1e-5 * max(mean, 1), "\(transform) \(center) \(deviation)")
            #expect(abs(found.deviation - square.squareRoot()) < 1e-3 * found.deviation, "\(transform) \(center)")
        }
    }

    @Test func farForecastsOfLogarithmsStayFinite() throws {
        let scale = try #require(ValueScale(.logarithm, of: Self.values))
        for deviation in [1.0, 10, 100, 1e4] {
            let found = scale.moments(center: 0, deviation: deviation)
            #expect(found.mean.isFinite && found.deviation.isFinite && found.mean > 0)
        }
    }

    @Test func oneWildValueMovesNothing() throws {
        for transform in [ValueTransform.identity, .logarithm] {
            let clean = try #require(ValueScale(transform, of: Self.values))
            let wild = try #require(ValueScale(transform, of: Self.values + [1e12]))
            #expect(abs(wild.scale / clean.scale - 1) < 0.05 && abs(wild.center - clean.center) < 0.05 * clean.scale)
        }
    }

    @Test func zerosAndNegativesChooseTheTransforms() {
        #expect(ValueScale(.logarithm, of: [-1, 2, 3]) == nil)
        #expect(ValueScale(.squareRoot, of: [0, 0, 0, 1, 2]) == nil)
        #expect(ValueScale(.identity, of: [0, 0, 1])?.isNonnegative == true)
        #expect(ValueScale(.identity, of: [0, -1, 1])?.isNonnegative == false)
    }
}
