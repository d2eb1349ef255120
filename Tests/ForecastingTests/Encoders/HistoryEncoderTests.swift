import DifferentialEquations
import Foundation
import Lanes
import LatentPaths
import NeuralLayers
import Testing
import TimeSeries

@testable import Forecasting

/// The encoders' seam: what each kind is given, gradients through it, and rows that do not see each other.
@Suite struct HistoryEncoderTests {
    /// Every kind in the list, and two that only these tests know.
    static let kinds =
        HistoryEncoderKind.allCases + [
            HistoryEncoderKind(DecayEncoder.self), HistoryEncoderKind(OscillatingEncoder.self),
        ]

    private func shape(_ kind: HistoryEncoderKind) -> LatentODEShape {
        var shape = LatentODEShape(channels: 2)
        shape.latent = 3
        shape.hidden = 5
        shape.statics = 2
        shape.seasonal = 4
        shape.encoder = kind
        shape.encoderHidden = 4
        shape.decoderHidden = 4
        return shape
    }

    private let scaling = DataScaling(
        timeKind: .numeric, origin: 0, timeUnit: 1, window: 2, history: 2, horizon: nil, channels: [], statics: [],
        seasons: [0.7])

    /// Three series of 5, 2 and 3 points; the first lacks one channel at some times.
    private var series: [PreparedSeries] {
        var a = PreparedSeries()
        a.times = [0.1, 0.5, 0.9, 1.6, 1.7]
        a.offsets = [0, 2, 3, 4, 6, 7]
        a.channels = [0, 1, 0, 1, 0, 1, 0]
        a.values = [0.3, -0.4, 0.8, 0.1, -0.7, 0.2, 0.6]
        a.statics = [1.5, 1]
        a.key = 1
        var b = PreparedSeries()
        b.times = [0, 1.2]
        b.offsets = [0, 1, 2]
        b.channels = [1, 0]
        b.values = [0.5, -0.1]
        b.statics = [0, 0]
        b.key = 2
        var c = PreparedSeries()
        c.times = [0.3, 0.4, 1.9]
        c.offsets = [0, 1, 3, 4]
        c.channels = [0, 0, 1, 1]
        c.values = [0.2, 0.9, -0.8, 0.4]
        c.statics = [-0.7, 1]
        c.key = 3
        return [a, b, c]
    }

    private var episodes: [Episode] {
        [
            Episode(series: 0, history: [0, 1, 2, 4], start: 0.1, times: series[0].times, points: 0..<5, stream: 0),
            // The latent path starts before what is read.
            Episode(series: 2, history: [1, 2], start: 0.3, times: series[2].times, points: 0..<3, stream: 0),
            Episode(series: 1, history: [0], start: 0, times: series[1].times, points: 0..<2, stream: 0),
        ]
    }

    private func block(_ shape: LatentODEShape, _ episodes: [Episode]) -> EpisodeBlock<Double> {
        let block = EpisodeBlock<Double>(shape: shape, capacity: 3)
        block.fill(
            episodes, series: series, scaling: scaling, samples: 2, draws: .trainingDraws, epoch: 3,
            random: Philox4x32(seed: 5))
        return block
    }

    private func engine(_ model: LatentODE, gradient: GradientMethod = .discrete) -> LatentODEEngine<Double> {
        LatentODEEngine<Double>(
            model: model, capacity: 3, method: .dopri5, control: .adaptive(relative: 1e-11, absolute: 1e-12),
            gradient: gradient)
    }

    private func parameters(_ model: LatentODE) -> [Double] {
        var values: [Double] = model.parameters.initialValues(seed: 3)
        for index in values.indices { values[index] += 0.1 * sin(Double(index)) }
        return values
    }

    /// The gradient of the evidence bound by every weight of the encoder, in Double.
    @Test(arguments: kinds) func gradient(_ kind: HistoryEncoderKind) throws {
        let shape = shape(kind)
        let model = LatentODE(shape)
        let engine = engine(model)
        let block = block(shape, episodes)
        let parameters = parameters(model)
        func loss(_ parameters: [Double]) throws -> Double {
            let outcome = try engine.step(block, parameters: parameters, scale: 0.5, klWeight: 0.7, gradient: nil)
            return 0.5 * (0.7 * outcome.divergence - outcome.logLikelihood)
        }
        var gradients: [[Double]] = []
        for method in [GradientMethod.discrete, .continuous()] where method == .discrete || model.encoder.drift != nil {
            var gradient = [Double](repeating: 0, count: parameters.count)
            try gradient.withUnsafeMutableBufferPointer {
                _ = try self.engine(model, gradient: method).step(
                    block, parameters: parameters, scale: 0.5, klWeight: 0.7, gradient: $0.baseAddress)
            }
            gradients.append(gradient)
        }
        for entry in model.parameters.entries {
            // What lies behind the encoder is held to its gradient elsewhere: here its beginning will do.
            let isEncoder = entry.name.hasPrefix("encoder.")
            let range = entry.offset..<entry.offset + entry.count
            for index in isEncoder ? Array(range) : Array(range.prefix(2)) {
                var above = parameters
                var below = parameters
                above[index] += 1e-5
                below[index] -= 1e-5
                let difference = (try loss(above) - loss(below)) / 2e-5
                for gradient in gradients {
                    #expect(
                        abs(gradient[index] - difference) < 1e-6 * (1 + abs(difference)), "\(entry.name) \(index)")
                }
            }
            for gradient in gradients where isEncoder {
                #expect(gradient[range].contains { $0 != 0 }, "\(entry.name) is not read")
            }
        }
    }

    /// One series alone gets the bits that it gets among others, and its gradient is what it adds to theirs.
    @Test(arguments: kinds) func oneAloneIsAmongAll(_ kind: HistoryEncoderKind) throws {
        let shape = shape(kind)
        let model = LatentODE(shape)
        let parameters = parameters(model)
        func states(_ episodes: [Episode]) throws -> [[Double]] {
            let engine = engine(model)
            let block = block(shape, episodes)
            _ = try engine.infer(block, parameters)
            let last = engine.sweep.lastState(block.history(hasDrift: model.encoder.drift != nil))
            return episodes.indices.map { row in (0..<4).map { last[$0 * engine.capacity + row] } }
        }
        func gradient(_ episodes: [Episode]) throws -> [Double] {
            var gradient = [Double](repeating: 0, count: parameters.count)
            try gradient.withUnsafeMutableBufferPointer {
                _ = try engine(model).step(
                    block(shape, episodes), parameters: parameters, scale: 1, klWeight: 1, gradient: $0.baseAddress)
            }
            return gradient
        }
        let together = try states(episodes)
        var sum = [Double](repeating: 0, count: parameters.count)
        for (row, episode) in episodes.enumerated() {
            #expect(try states([episode])[0] == together[row], "\(kind.rawValue) \(row)")
            sum = zip(sum, try gradient([episode])).map { $0 + $1 }
        }
        for (one, all) in zip(sum, try gradient(episodes)) { #expect(abs(one - all) < 1e-11 * (1 + abs(all))) }
    }

    /// Between observations the state follows the drift's closed form, each row over its own gaps, to the start of the path.
    @Test func driftIsSolved() throws {
        let shape = shape(HistoryEncoderKind(OscillatingEncoder.self))
        let model = LatentODE(shape)
        var parameters = parameters(model)
        let rate = try #require(model.parameters["encoder.rate"]).offset
        parameters[rate] = 1.3
        let engine = engine(model)
        let block = block(shape, episodes)
        _ = try engine.infer(block, parameters)
        let weights = try #require(model.parameters["encoder.step.weight"]).offset
        let bias = try #require(model.parameters["encoder.step.bias"]).offset
        func turned(_ h: [Double], _ s: Double) -> [Double] {
            let (c, i) = (cos(1.3 * s), sin(1.3 * s))
            return [c * h[0] + i * h[1], c * h[1] - i * h[0], h[2] * exp(-s / 2), h[3] * exp(-s / 2)]
        }
        func read(_ x: [Double], _ h: [Double]) -> [Double] {
            (0..<4).map { row in
                tanh(
                    zip(x + h, 0..<9).reduce(parameters[bias + row]) {
                        $0 + parameters[weights + row * 9 + $1.1] * $1.0
                    })
            }
        }
        // Series 2: both channels at 0.4, the second at 1.9; the anchors are 0.9 and 0.4 (Float in the data).
        let anchor = Double(Float(0.4))
        let first = read([0, 0, 0, 1, 0], [0, 0, 0, 0])
        let second = read([0, Double(Float(-0.8)) - anchor, 1, 1, 1.5], turned(first, 1.5))
        let expected = turned(second, 0.4 - 0.3)
        let last = engine.sweep.lastState(block.history(hasDrift: true))
        for feature in 0..<4 { #expect(abs(last[feature * engine.capacity + 1] - expected[feature]) < 1e-9) }
    }

    /// What the block lays out for an encoder that reads elapsed times by channel and statics.
    @Test func partsAreLaidOut() throws {
        let shape = shape(HistoryEncoderKind(DecayEncoder.self))
        let block = block(shape, episodes)
        #expect(shape.encoderInputs == 8)
        func input(_ iteration: Int, _ row: Int) -> [Double] {
            (0..<8).map { block.inputs.pointer[(iteration * 8 + $0) * block.capacity + row] }
        }
        func rounded(_ values: [Double]) -> [Double] { values.map { ($0 * 1e6).rounded() / 1e6 } }
        // Series 0 at 1.7, 0.9, 0.5, 0.1: values less anchors (0.6, 0.1), masks, elapsed by channel, statics.
        #expect(rounded(input(0, 0)) == [0, 0, 1, 0, 0, 0, 1.5, 1])
        #expect(rounded(input(1, 0)) == [0, 0, 0, 1, 0.8, 0.8, 1.5, 1])
        #expect(rounded(input(2, 0)) == [0.2, 0, 1, 0, 1.2, 0.4, 1.5, 1])
        #expect(rounded(input(3, 0)) == [-0.3, -0.5, 1, 1, 0.4, 0.8, 1.5, 1])
        // Rows are aligned at the end.
        #expect(input(1, 1) == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(rounded(input(2, 1)) == [0, 0, 0, 1, 0, 0, -0.7, 1])
        #expect(rounded(input(3, 1)) == [0, -1.2, 1, 1, 1.5, 1.5, -0.7, 1])
    }

    /// rnn and gru read what they always did, in the order in which stored weights expect it.
    @Test func layoutOfStoredModelsStays() {
        for kind in [HistoryEncoderKind.rnn, .gru] {
            let layout = shape(kind).encoderLayout
            #expect(layout[.values] == 0..<2 && layout[.masks] == 2..<4 && layout[.elapsed] == 4..<5)
            #expect(layout[.sinceStart] == 5..<6 && layout[.season] == 6..<10 && layout.features == 10)
            #expect(layout[.channelElapsed] == nil && layout[.statics] == nil)
        }
        let tree = LatentODE(shape(.gru)).parameters
        #expect(
            tree.entries.prefix(8).map(\.name) == [
                "encoder.gates.weight", "encoder.gates.bias", "encoder.input.weight", "encoder.input.bias",
                "encoder.state.weight", "encoder.state.bias", "posterior.weight", "posterior.bias",
            ])
        #expect(LatentODE(shape(.rnn)).parameters.entries[0].name == "encoder.step.weight")
    }

    @Test func namesAreRead() throws {
        let text = try JSONEncoder().encode(HistoryEncoderKind.allCases)
        #expect(String(decoding: text, as: UTF8.self) == #"["rnn","gru","ode-rnn"]"#)
        #expect(try JSONDecoder().decode([HistoryEncoderKind].self, from: text) == HistoryEncoderKind.allCases)
        #expect(HistoryEncoderKind(rawValue: "decay") == nil)
    }
}
