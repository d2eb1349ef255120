import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Bands over several times against what is known of independent and of equal ones.
@Suite struct JointBandTests {
    /// Standard normal values at `times` times, `count` paths, independent or the same at all times.
    private static func prediction(times: Int, count: Int, isOne: Bool) -> SeriesPrediction {
        let random = Philox4x32(seed: 3)
        let normal = PredictiveCurve.levels.map(standardNormalQuantile)
        var samples: [Double] = []
        for k in 0..<times {
            for path in 0..<count {
                samples.append(
                    random.normal(epoch: 0, series: isOne ? 0 : UInt32(k), sample: 0, index: UInt32(path)))
            }
        }
        return SeriesPrediction(
            series: 0, times: (0..<times).map { .numeric(Double($0)) }, variables: ["x"],
            probabilities: PredictiveCurve.levels, leads: Array(repeating: 1, count: times),
            means: Array(repeating: 0, count: times), deviations: Array(repeating: 1, count: times),
            quantiles: (0..<times).flatMap { _ in normal }, samples: samples)
    }

    @Test func independentTimesNeedWiderBands() {
        let found = Self.prediction(times: 8, count: 4000, isOne: false).joint([0.05, 0.5, 0.95])
        // Each of eight independent times holds with 0.9^(1/8).
        let level = (1 + pow(0.9, 1.0 / 8)) / 2
        for k in 0..<8 {
            let value = found[k, 0]
            #expect(abs(value.quantile(0.95) - standardNormalQuantile(level)) < 0.15)
            #expect(abs(value.quantile(0.05) + standardNormalQuantile(level)) < 0.15)
            #expect(abs(value.median) < 0.05)
            #expect(value.samples.isEmpty)
        }
    }

    @Test func oneTimeOrOneValueNeedsNone() {
        for (times, isOne) in [(1, false), (6, true)] {
            let found = Self.prediction(times: times, count: 4000, isOne: isOne).joint([0.05, 0.95])
            #expect(abs(found[0, 0].quantile(0.95) - 1.645) < 0.08)
        }
    }

    /// A share of the paths is inside at all times.
    @Test func theShareOfPathsInsideIsThatAskedFor() {
        let all = Self.prediction(times: 20, count: 3000, isOne: false)
        let found = all.joint([0.1, 0.9])
        let inside = (0..<3000).count { path in
            (0..<20).allSatisfy { k in
                let value = all.samples[k * 3000 + path]
                return value >= found[k, 0].quantile(0.1) && value <= found[k, 0].quantile(0.9)
            }
        }
        #expect(abs(Double(inside) / 3000 - 0.8) < 0.05)
    }
}
