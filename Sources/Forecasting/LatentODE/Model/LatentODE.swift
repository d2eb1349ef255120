import DifferentialEquations
import Differentiation
import LatentPaths
import NeuralLayers

/// The latent ODE of Chen et al. 2018 and Rubanova et al. 2019 as four programs over one parameter vector.
///
/// An encoder reads a history backward in time; its last state gives a Gaussian posterior of the latent state z₀ at the
/// history's start; a neural vector field carries z on; a decoder turns z(t) into a distribution of each channel.
public struct LatentODE: Sendable {
    /// The sizes.
    public let shape: LatentODEShape
    /// Names, shapes and places of the parameters.
    public let parameters: ParameterTree
    /// One step of the encoder.
    let encoder: EncoderProgram
    /// The posterior of z₀ and its divergence from the prior.
    let posterior: PosteriorProgram
    /// z₀ from the posterior and standard normal numbers.
    let draw: DrawProgram
    /// dz/dt.
    let field: VectorField
    /// dz/dt and the kinetic energy, the last feature.
    let energyField: VectorField
    /// Offsets of w `(latent)` and b `(1)` of the intensity of observation times, where there is one.
    let intensity: (weights: Int, bias: Int)?
    /// Log likelihood of observations given z(t), and the predictive mean and scale.
    let decoder: DecoderProgram

    /// Records the programs of `shape`.
    public init(_ shape: LatentODEShape) {
        self.shape = shape
        var tree = ParameterTree()
        encoder = shape.encoder.program(shape.encoderLayout, hidden: shape.encoderHidden, in: &tree)
        posterior = PosteriorProgram(
            hidden: shape.encoderHidden, extras: shape.posteriorExtras, latent: shape.latent, in: &tree)
        draw = DrawProgram(latent: shape.latent)
        let sizes = [shape.latent] + Array(repeating: shape.hidden, count: shape.layers) + [shape.latent]
        let network = MultilayerPerceptron(
            "field", sizes: sizes, activation: shape.fieldActivation, in: &tree)
        if shape.eventTimes != nil {
            let readout = Linear("intensity", inputs: shape.latent, outputs: 1, in: &tree)
            intensity = (tree["intensity.weight"]?.offset ?? 0, tree["intensity.bias"]?.offset ?? 0)
            field = VectorField(features: shape.latent + 1) { program, y, _ in
                let z = y[0..<shape.latent]
                let slope = network.apply(z, in: &program)
                return program.concatenate([slope, program.exp(readout.apply(z, in: &program))])
            }
        } else {
            intensity = nil
            field = VectorField(features: shape.latent) { program, z, _ in network.apply(z, in: &program) }
        }
        energyField = VectorField(features: shape.latent, quadrature: .kineticEnergy) { program, z, _ in
            network.apply(z, in: &program)
        }
        decoder = DecoderProgram(shape, &tree)
        parameters = tree
    }
}
