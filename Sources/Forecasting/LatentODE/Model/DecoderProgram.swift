import Differentiation
import Foundation
import Lanes
import NeuralLayers

/// p(x | z(t)): a perceptron of one hidden layer gives each channel's centre, the noise model its scale.
struct DecoderProgram: Sendable {
    /// The program with the log likelihood.
    let likelihood: Program
    let state: Slot
    let season: Slot
    let anchor: Slot
    let lead: Slot
    let target: Slot
    let mask: Slot
    let logDensity: Slot
    /// The program with centre and scale.
    let prediction: Program
    let predictionState: Slot
    let predictionSeason: Slot
    let predictionAnchor: Slot
    let predictionLead: Slot
    let center: Slot
    let scale: Slot

    private struct Head {
        let z: Value
        let season: Value
        let anchor: Value
        let lead: Value
        let center: Value
        /// Logarithm of the variance (Gaussian) or squared scale (Student-t).
        let logVariance: Value
    }

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        let network = MultilayerPerceptron(
            "decoder", sizes: [shape.latent + shape.seasonal, shape.decoderHidden, shape.channels],
            activation: shape.decoderActivation, in: &tree)
        let noise = NoiseParameters(shape, &tree)

        var builder = ProgramBuilder()
        let head = Self.record(shape, network, noise, &builder)
        let x = builder.input(features: shape.channels, isConstant: true)
        let m = builder.input(features: shape.channels, isConstant: true)
        let density = Self.logDensity(shape, head, x, &builder)
        let sum = builder.output(builder.sumFeatures(builder.multiply(density, m)))
        likelihood = builder.build()
        state = likelihood.slot(head.z)
        season = likelihood.slot(head.season)
        anchor = likelihood.slot(head.anchor)
        lead = likelihood.slot(head.lead)
        target = likelihood.slot(x)
        mask = likelihood.slot(m)
        logDensity = likelihood.slot(sum)

        var second = ProgramBuilder()
        let tail = Self.record(shape, network, noise, &second)
        let c = second.output(tail.center)
        let s = second.output(second.exp(second.scale(tail.logVariance, by: 0.5)))
        prediction = second.build()
        predictionState = prediction.slot(tail.z)
        predictionSeason = prediction.slot(tail.season)
        predictionAnchor = prediction.slot(tail.anchor)
        predictionLead = prediction.slot(tail.lead)
        center = prediction.slot(c)
        scale = prediction.slot(s)
    }

    private static func record(
        _ shape: LatentODEShape, _ network: MultilayerPerceptron, _ noise: NoiseParameters,
        _ program: inout ProgramBuilder
    ) -> Head {
        let z = program.input(features: shape.latent)
        let season = program.input(features: shape.seasonal, isConstant: true)
        let anchor = program.input(features: shape.channels, isConstant: true)
        let lead = program.input(features: shape.channels, isConstant: true)
        let decoded = network.apply(program.concatenate([z, season]), in: &program)
        let center = shape.isAnchored ? program.add(decoded, anchor) : decoded
        return Head(
            z: z, season: season, anchor: anchor, lead: lead, center: center,
            logVariance: noise.logVariance(shape, lead: lead, &program))
    }

    /// Gaussian: −½ (log 2π + v + (x − c)² e^(−v)).
    /// Student-t, ν = 4: log(3/8) − ½ v − (5/2) log(1 + (x − c)² e^(−v) / 4).
    private static func logDensity(
        _ shape: LatentODEShape, _ head: Head, _ x: Value, _ program: inout ProgramBuilder
    ) -> Value {
        let residual = program.subtract(x, head.center)
        if case .fixed(let deviation) = shape.noise, shape.likelihood == .gaussian {
            // The same density with one variance for all: no exponential is needed.
            let variance = deviation * deviation
            return program.scale(
                program.multiply(residual, residual), by: -0.5 / variance,
                plus: -0.5 * Foundation.log(2 * .pi * variance))
        }
        let precision = program.exp(program.scale(head.logVariance, by: -1))
        let distance = program.multiply(program.multiply(residual, residual), precision)
        switch shape.likelihood {
        case .gaussian:
            return program.scale(
                program.add(distance, head.logVariance), by: -0.5, plus: -0.5 * Foundation.log(2 * .pi))
        case .studentT:
            let tail = program.log(program.scale(distance, by: 0.25, plus: 1))
            let both = program.add(program.scale(tail, by: -2.5), program.scale(head.logVariance, by: -0.5))
            return program.scale(both, by: 1, plus: Foundation.log(3.0 / 8.0))
        }
    }
}

/// The learned numbers of the noise model, one of each a channel.
private struct NoiseParameters {
    let logVariance: Int?
    let logDrift: Int?
    let logRate: Int?

    /// The parameters are logarithms divided by this, so that Adam's equal steps move them so much faster: a noise of a
    /// hundredth of the values' spread is some nine units of logarithm away from the start.
    private static let pace = 3.0

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        switch shape.noise {
        case .fixed:
            logVariance = nil
            logDrift = nil
            logRate = nil
        case .learned:
            logVariance = tree.add("noise.logVariance", shape: [shape.channels], initializer: .constant(-0.5))
            logDrift = tree.add("noise.logDrift", shape: [shape.channels], initializer: .constant(-0.5))
            logRate = tree.add("noise.logRate", shape: [shape.channels], initializer: .constant(0))
        }
    }

    /// log(σ² + γ² (1 − e^(−ρ lead))).
    func logVariance(_ shape: LatentODEShape, lead: Value, _ program: inout ProgramBuilder) -> Value {
        guard case .learned = shape.noise, let logVariance, let logDrift, let logRate else {
            guard case .fixed(let deviation) = shape.noise else { return lead }
            return program.scale(lead, by: 0, plus: 2 * Foundation.log(deviation))
        }
        func positive(_ parameter: Int) -> Value {
            program.exp(
                program.scale(program.broadcast(parameters: parameter, features: shape.channels), by: Self.pace))
        }
        let floor = positive(logVariance)
        let drift = positive(logDrift)
        let rate = positive(logRate)
        let decay = program.exp(program.scale(program.multiply(rate, lead), by: -1))
        let share = program.scale(decay, by: -1, plus: 1)
        return program.log(program.add(floor, program.multiply(drift, share)))
    }
}
