import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers
import Testing
import TimeSeries

@testable import Forecasting

/// Values and observation times by one latent state.
@Suite struct EventTimesTests {
    private func shape(_ role: EventTimeRole) -> LatentODEShape {
        var shape = LatentODEShape(channels: 2)
        shape.latent = 3
        shape.hidden = 5
        shape.encoderHidden = 4
        shape.decoderHidden = 4
        shape.isAnchored = role == .joint
        shape.eventTimes = EventTimeModel(role: role, rate: 1.7)
        return shape
    }

    private func block(_ shape: LatentODEShape) -> EpisodeBlock<Double> {
        var a = PreparedSeries()
        a.times = [0.1, 0.5, 0.9, 1.6]
        a.offsets = [0, 2, 3, 4, 6]
        a.channels = [0, 1, 0, 1, 0, 1]
        a.values = [0.3, -0.4, 0.8, 0.1, -0.7, 0.2]
        a.key = 1
        var b = PreparedSeries()
        b.times = [0, 1.2]
        b.offsets = [0, 1, 2]
        b.channels = [1, 0]
        b.values = [0.5, -0.1]
        b.key = 2
        let scaling = DataScaling(
            timeKind: .numeric, origin: 0, timeUnit: 1, window: 2, history: 2, horizon: nil, channels: [],
            statics: [], seasons: [])
        let block = EpisodeBlock<Double>(shape: shape, capacity: 2)
        block.fill(
            [
                Episode(series: 0, history: [0, 1], start: 0.1, times: a.times, points: 0..<4, stream: 0),
                Episode(series: 1, history: [0], start: 0, times: b.times, points: 0..<2, stream: 0),
            ], series: [a, b], scaling: scaling, samples: 1, draws: .trainingDraws, epoch: 3,
            random: Philox4x32(seed: 5))
        return block
    }

    /// The gradient of the evidence bound of values and times, by every third weight, in Double.
    @Test(arguments: EventTimeRole.allCases) func gradient(_ role: EventTimeRole) throws {
        let shape = shape(role)
        let model = LatentODE(shape)
        let engine = LatentODEEngine<Double>(
            model: model, capacity: 2, method: .dopri5, control: .adaptive(relative: 1e-11, absolute: 1e-12))
        let block = block(shape)
        var parameters: [Double] = model.parameters.initialValues(seed: 3)
        for index in parameters.indices { parameters[index] += 0.1 * sin(Double(index)) }
        func loss(_ parameters: [Double]) throws -> Double {
            let outcome = try engine.step(block, parameters: parameters, scale: 0.5, klWeight: 0.7, gradient: nil)
            return 0.5 * (0.7 * outcome.divergence - outcome.logLikelihood)
        }
        var gradient = [Double](repeating: 0, count: parameters.count)
        try gradient.withUnsafeMutableBufferPointer {
            _ = try engine.step(
                block, parameters: parameters, scale: 0.5, klWeight: 0.7, gradient: $0.baseAddress)
        }
        for index in stride(from: 0, to: parameters.count, by: 3) {
            var above = parameters
            var below = parameters
            above[index] += 1e-5
            below[index] -= 1e-5
            let difference = (try loss(above) - loss(below)) / 2e-5
            #expect(abs(gradient[index] - difference) < 1e-6 * (1 + abs(difference)), "\(role) \(index)")
        }
    }

    /// With a readout of zero the intensity is the rate: n log rate − rate · span, whatever the latent path.
    @Test func constantIntensity() throws {
        let shape = shape(.joint)
        let model = LatentODE(shape)
        let engine = LatentODEEngine<Double>(
            model: model, capacity: 2, method: .dopri5, control: .adaptive(relative: 1e-9, absolute: 1e-10))
        let block = block(shape)
        var parameters: [Double] = model.parameters.initialValues(seed: 3)
        let readout = try #require(model.intensity)
        for feature in 0..<3 { parameters[readout.weights + feature] = 0 }
        parameters[readout.bias] = 0
        _ = try engine.step(block, parameters: parameters, scale: 1, klWeight: 1, gradient: nil)
        var found: [Double] = []
        engine.scoreTimes(block, parameters) { _, sum in found.append(sum) }
        let first: Double = 3 * log(1.7) - 1.7 * 1.5
        let second: Double = log(1.7) - 1.7 * 1.2
        #expect(abs(found[0] - first) < 1e-7 && abs(found[1] - second) < 1e-7)
        // Given the first two times, the others.
        var later: [Double] = []
        engine.scoreTimes(block, parameters, from: { $0 == 0 ? 2 : 1 }, each: { _, sum in later.append(sum) })
        let rest: Double = 2 * log(1.7) - 1.7 * 1.1
        #expect(abs(later[0] - rest) < 1e-7)
    }

    @Test func verdictsClaimWhatIsClear() {
        func terms(_ values: [Double], _ times: [Double]) -> [HeldOutTerms] {
            zip(values, times).map { HeldOutTerms(values: [$0], times: [$1]) }
        }
        let joint = terms([-1, -2, -1, -2, -1], [-3, -3.1, -3, -2.9, -3])
        let worse = terms([-3, -4.1, -3, -4, -2.9], [-5, -5.1, -5, -4.9, -5])
        let better = EventTimesAblation(joint: joint, values: worse, times: worse)
        #expect(abs(better.gain.mean - 4) < 0.05 && better.verdict.contains("beats the separate ones"))
        #expect(better.verdict.contains("timing helps the values"))
        let same = EventTimesAblation(joint: joint, values: joint, times: joint)
        #expect(same.gain.mean == 0 && same.verdict.contains("no difference"))
        #expect(EventTimesAblation(joint: worse, values: joint, times: joint).verdict.contains("separate models are"))
    }
}
