import Differentiation
import Foundation
import Lanes
import NeuralLayers

/// p(x | z(t)): a perceptron of one hidden layer gives each channel's location, the noise model its scale, the shape's likelihood
/// the distribution of that location and scale.
struct DecoderProgram: Sendable {
    /// The program that gives the log density of observations.
    let likelihood: Program
    let state: Slot
    let season: Slot
    let anchor: Slot
    let lead: Slot
    let target: Slot
    let mask: Slot
    let logDensity: Slot
    /// The program that gives location and scale.
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
        let parameters: RecordedParameters
    }

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        let network = MultilayerPerceptron(
            "decoder", sizes: [shape.latent + shape.seasonal, shape.decoderHidden, shape.channels],
            activation: shape.decoderActivation, in: &tree)
        let noise = NoiseModel(shape, &tree)

        var builder = ProgramBuilder()
        let head = Self.record(shape, network, noise, &builder)
        let x = builder.input(features: shape.channels, isConstant: true)
        let m = builder.input(features: shape.channels, isConstant: true)
        let distribution = shape.likelihood.distribution
        // Unobserved cells hold 0 and are masked; where 0 may have an infinite log density they are given another value first.
        let inside = distribution.support.interior
        let value = inside == 0 ? x : builder.add(x, builder.scale(m, by: -inside, plus: inside))
        let density = distribution.recordLogDensity(of: value, head.parameters, in: &builder)
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
        let c = second.output(tail.parameters.location)
        let s = second.output(second.exp(second.scale(tail.parameters.logVariance, by: 0.5)))
        prediction = second.build()
        predictionState = prediction.slot(tail.z)
        predictionSeason = prediction.slot(tail.season)
        predictionAnchor = prediction.slot(tail.anchor)
        predictionLead = prediction.slot(tail.lead)
        center = prediction.slot(c)
        scale = prediction.slot(s)
    }

    private static func record(
        _ shape: LatentODEShape, _ network: MultilayerPerceptron, _ noise: NoiseModel,
        _ program: inout ProgramBuilder
    ) -> Head {
        let z = program.input(features: shape.latent)
        let season = program.input(features: shape.seasonal, isConstant: true)
        let anchor = program.input(features: shape.channels, isConstant: true)
        let lead = program.input(features: shape.channels, isConstant: true)
        let decoded = network.apply(program.concatenate([z, season]), in: &program)
        return Head(
            z: z, season: season, anchor: anchor, lead: lead,
            parameters: RecordedParameters(
                location: shape.isAnchored ? program.add(decoded, anchor) : decoded,
                logVariance: noise.logVariance(lead: lead, &program), fixedScale: noise.fixedScale))
    }
}

/// The noise model: a scale of each channel that grows with the time since what the encoder saw.
private enum NoiseModel {
    /// One scale for all channels.
    case fixed(Double)
    /// Offsets of three parameters a channel: log σ², log γ² and log ρ, each divided by `pace`.
    case learned(logVariance: Int, logDrift: Int, logRate: Int)

    /// The parameters are logarithms divided by this, so that Adam's equal steps move them so much faster: a noise of a
    /// hundredth of the values' spread is some nine units of logarithm away from the start.
    private static let pace = 3.0

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        guard shape.likelihood.distribution.parameters.contains(.scale) else {
            self = .fixed(1)
            return
        }
        switch shape.noise {
        case .fixed(let deviation): self = .fixed(deviation)
        case .learned:
            self = .learned(
                logVariance: tree.add("noise.logVariance", shape: [shape.channels], initializer: .constant(-0.5)),
                logDrift: tree.add("noise.logDrift", shape: [shape.channels], initializer: .constant(-0.5)),
                logRate: tree.add("noise.logRate", shape: [shape.channels], initializer: .constant(0)))
        }
    }

    /// The scale where it is one constant.
    var fixedScale: Double? {
        switch self {
        case .fixed(let scale): scale
        case .learned: nil
        }
    }

    /// log(σ² + γ² (1 − e^(−ρ lead))), as wide as `lead`.
    func logVariance(lead: Value, _ program: inout ProgramBuilder) -> Value {
        switch self {
        case .fixed(let scale): return program.scale(lead, by: 0, plus: 2 * Foundation.log(scale))
        case .learned(let logVariance, let logDrift, let logRate):
            func positive(_ parameter: Int) -> Value {
                let logarithm = program.broadcast(parameters: parameter, features: lead.features)
                return program.exp(program.scale(logarithm, by: Self.pace))
            }
            let floor = positive(logVariance)
            let drift = positive(logDrift)
            let rate = positive(logRate)
            let decay = program.exp(program.scale(program.multiply(rate, lead), by: -1))
            let share = program.scale(decay, by: -1, plus: 1)
            return program.log(program.add(floor, program.multiply(drift, share)))
        }
    }
}
