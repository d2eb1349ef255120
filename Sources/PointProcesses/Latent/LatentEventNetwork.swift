import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import LatentPaths
import NeuralLayers

/// A latent ODE whose state drives log intensities (Chen et al. 2018, section 5.2, equation 13): a gated cell reads events and marks
/// backward; z₀ is drawn from the posterior it gives; dz/dt = f(z), log λₘ = wₘ·z + bₘ, and the compensators are further states of
/// the same solve, dΛₘ/dt = e^(log λₘ).
struct LatentEventNetwork: Sendable {
    let shape: LatentEventShape
    let tree: ParameterTree
    /// One step of the encoder.
    let encoder: EncoderProgram
    /// The posterior of z₀, a draw from it and its divergence from the prior.
    let posterior: DrawnPosteriorProgram
    /// The field of (z, Λ / norm).
    let field: VectorField
    /// Offsets of w `(marks, latent)` and b `(marks)`.
    let readoutWeight: Int
    let readoutBias: Int

    init(_ shape: LatentEventShape) {
        self.shape = shape
        let latent = shape.latent
        var tree = ParameterTree()
        encoder = EncoderProgram(
            GatedCell("encoder", inputs: shape.tokenFeatures, hidden: shape.hidden, in: &tree))
        posterior = DrawnPosteriorProgram(hidden: shape.hidden, latent: latent, in: &tree)
        let network = MultilayerPerceptron(
            "field", sizes: [latent, shape.hidden, shape.hidden, latent], activation: .tanh, in: &tree)
        let readout = Linear("intensity", inputs: latent, outputs: shape.marks, in: &tree)
        readoutWeight = tree["intensity.weight"]?.offset ?? 0
        readoutBias = tree["intensity.bias"]?.offset ?? 0

        let offset = -shape.norm.logarithm
        field = VectorField(features: latent + shape.marks) { program, y, _ in
            let state = y[0..<latent]
            let derivative = network.apply(state, in: &program)
            let logRate = readout.apply(state, in: &program)
            return program.concatenate([derivative, program.exp(program.scale(logRate, by: 1, plus: offset))])
        }
        self.tree = tree
    }

    /// First values: intensities start at each mark's mean rate.
    func initialParameters(rates: [Double], seed: UInt64) -> [Float] {
        var values: [Float] = tree.initialValues(seed: seed)
        for (mark, rate) in rates.enumerated() {
            values[readoutBias + mark] = Float((max(rate, 1e-12) * shape.unit).logarithm)
        }
        return values
    }
}

extension Double {
    /// The natural logarithm, where `log` would be a builder's.
    var logarithm: Double { Foundation.log(self) }
}
