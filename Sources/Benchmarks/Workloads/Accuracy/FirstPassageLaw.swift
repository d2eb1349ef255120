import Forecasting
import Foundation
import Lanes
import NeuralLayers
import StateSpace
import TimeSeries

extension Workload {
    /// First passages of an Ornstein–Uhlenbeck process by a state-space forecaster that knows its numbers, against paths simulated step by
    /// step: `--series` of them, a million by default, and 40,000 paths of the forecaster.
    ///
    /// Deviation 1, length scale 4, observed at 1 without noise; below −0.5 within 12, in steps of 0.1.
    static let firstPassage = Workload(
        name: "first-passage", summary: "accuracy: first passages of an Ornstein–Uhlenbeck process, by simulation",
        data: "", prepare: { $0.series = 1_000_000 }, run: firstPassageFigures)

    @Sendable private static func firstPassageFigures(_ settings: BenchmarkSettings) throws -> Measurements {
        let (step, horizon, level, length) = (0.1, 12.0, -0.5, 4.0)
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 1], times: .numeric([0]), variableIndices: [0], values: [1])
        var inquiry = PathInquiry(.firstPassage(LevelCondition(.below, level), horizon: horizon), of: ["x"])
        inquiry.step = step
        inquiry.samples = 40_000
        inquiry.seed = settings.seed
        inquiry.threads = settings.threads
        var measured = Measurements()
        var answers: [PathAnswer] = []
        let forecaster = try KnownProcess.forecaster(
            LinearModel([.matern12(deviation: 1, lengthScale: length)], noise: 1e-6))
        measured.add(seconds: [try seconds { answers = try inquiry.answers(of: forecaster, about: data) }])
        guard case .passage(let found)? = answers.first?.finding else { throw BenchmarkError("no first passage") }
        let fall = exp(-step / length)
        let spread = (1 - fall * fall).squareRoot()
        let random = Philox4x32(seed: settings.seed &+ 1)
        var truth: [Double] = []
        for path in 0..<settings.series {
            var value = 1.0
            for k in 1...Int((horizon / step).rounded()) {
                let before = value
                let normal = random.normal(epoch: 0, series: UInt32(path), sample: 0, index: UInt32(k))
                value = fall * value + spread * normal
                if value < level {
                    truth.append((Double(k - 1) + (before - level) / (before - value)) * step)
                    break
                }
            }
        }
        truth.sort()
        var distance = 0.0
        for (index, time) in truth.enumerated() {
            let share = Double(index + 1) / Double(settings.series)
            distance = max(distance, abs(share - (1 - found.probability(notBefore: time.nextUp))))
        }
        measured.numbers["simulated_paths"] = Double(settings.series)
        measured.numbers["forecast_paths"] = Double(found.paths)
        measured.numbers["ks_distance"] = distance
        measured.numbers["probability_simulated"] = Double(truth.count) / Double(settings.series)
        measured.numbers["probability_forecast"] = found.probability
        return measured
    }
}

/// A state-space forecaster made of its numbers, by way of a model's file.
private enum KnownProcess {
    private struct Header: Encodable {
        let timeKind = TimeKind.numeric
        let unit = 1.0
        let channels: [Channel]
        let series = 1
        let observations = 1
    }

    private struct Channel: Encodable {
        let name = "x"
        let shared: Model
        let own: [String: Model] = [:]
        let parameters = 2
        let logLikelihood = 0.0
        let rows = 1
        let outliers = 0
    }

    private struct Model: Encodable {
        let scale = Scale()
        let model: LinearModel
        let span = 0.0
        let typicalError = 0.0
    }

    private struct Scale: Encodable {
        let transform = "identity"
        let shift = 0.0
        let center = 0.0
        let scale = 1.0
        let isNonnegative = false
    }

    static func forecaster(_ model: LinearModel) throws -> any Forecaster {
        var file = SafeTensors()
        file.metadata["format"] = "continuum state-space 1"
        let header = try JSONEncoder().encode(Header(channels: [Channel(shared: Model(model: model))]))
        file.metadata["model"] = String(decoding: header, as: UTF8.self)
        return try ForecasterKind.stateSpace.decode(try file.encoded())
    }
}
