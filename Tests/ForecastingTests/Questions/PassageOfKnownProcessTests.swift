import Foundation
import Lanes
import StateSpace
import Testing
import TimeSeries

@testable import Forecasting

/// First passages of an Ornstein–Uhlenbeck process whose numbers are known, against paths simulated step by step.
@Suite struct PassageOfKnownProcessTests {
    /// Deviation 1, length scale 4, hardly any noise.
    private static func forecaster() throws -> StateSpaceForecaster {
        let text = #"{"transform":"identity","shift":0,"center":0,"scale":1,"isNonnegative":false}"#
        let scale = try JSONDecoder().decode(ValueScale.self, from: Data(text.utf8))
        let model = ChannelModel(
            scale: scale, model: LinearModel([.matern12(deviation: 1, lengthScale: 4)], noise: 1e-6), degrees: nil,
            span: 0, typicalError: 0)
        let found = ChannelFit.Found(model: model, logLikelihood: 0, rows: 1, parameters: 2, outliers: 0)
        return StateSpaceForecaster(
            timeKind: .numeric, unit: 1, channels: [.init(name: "x", shared: model, found: found)], coupled: nil,
            couplingGain: nil, series: 1, observations: 1)
    }

    @Test func passagesHaveTheLawOfTheProcess() throws {
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 1], times: .numeric([0]), variableIndices: [0], values: [1])
        let (step, horizon, level) = (0.5, 12.0, -0.5)
        var inquiry = PathInquiry(.firstPassage(LevelCondition(.below, level), horizon: horizon), of: ["x"])
        inquiry.step = step
        inquiry.samples = 2000
        guard
            case .passage(let found) = try inquiry.answers(of: Self.forecaster(), about: data)[0].finding
        else {
            Issue.record("no passage")
            return
        }
        // The process at steps is an autoregression, from the value observed.
        let fall = exp(-step / 4)
        let spread = (1 - fall * fall).squareRoot()
        let random = Philox4x32(seed: 5)
        var truth: [Double] = []
        let paths = 20_000
        for path in 0..<paths {
            var value = 1.0
            for k in 1...Int((horizon / step).rounded()) {
                let before = value
                value =
                    fall * value + spread
                    * random.normal(epoch: 0, series: UInt32(path), sample: 0, index: UInt32(k))
                if value < level {
                    truth.append((Double(k - 1) + (before - level) / (before - value)) * step)
                    break
                }
            }
        }
        truth.sort()
        var distance = 0.0
        for time in truth + found.times {
            let share = Double(truth.partitionPoint { $0 > time }) / Double(paths)
            distance = max(distance, abs(share - (1 - found.probability(notBefore: time.nextUp))))
        }
        #expect(found.probability > 0.5 && found.probability < 0.95)
        // 2,000 paths against 20,000 differ by more with probability 0.01; `Benchmarks first-passage` draws more.
        #expect(distance < 0.038, "Kolmogorov–Smirnov distance \(distance)")
    }
}
