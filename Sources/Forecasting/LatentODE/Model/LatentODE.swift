import DifferentialEquations
import Differentiation
import Lanes
import NeuralLayers

/// The latent ODE of Chen et al. 2018 and Rubanova et al. 2019 as four programs over one parameter vector.
///
/// A recurrent cell reads a history backward in time; its last state gives a Gaussian posterior of the latent state z₀ at the
/// history's start; a neural vector field carries z on; a decoder turns z(t) into a distribution of each channel.
public struct LatentODE: Sendable {
    /// The sizes.
    public let shape: LatentODEShape
    /// Names, shapes and places of the parameters.
    public let parameters: ParameterTree
    /// One step of the encoder.
    let cell: CellProgram
    /// The posterior of z₀ and its divergence from the prior.
    let posterior: PosteriorProgram
    /// z₀ from the posterior and standard normal numbers.
    let sampling: SamplingProgram
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
        cell = CellProgram(shape, &tree)
        posterior = PosteriorProgram(shape, &tree)
        sampling = SamplingProgram(latent: shape.latent)
        let sizes = [shape.latent] + Array(repeating: shape.hidden, count: shape.layers) + [shape.latent]
        let network = MultilayerPerceptron(
            "field", sizes: sizes, activation: shape.usesELU ? .elu : .tanh, in: &tree)
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

/// One step of the encoder: h' from (x, h).
struct CellProgram: Sendable {
    let program: Program
    let input: Slot
    let state: Slot
    let result: Slot

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        let cell = shape.encoder.cell(
            "encoder", inputs: shape.encoderInputs, hidden: shape.encoderHidden, in: &tree)
        var builder = ProgramBuilder()
        let x = builder.input(features: cell.inputs, isConstant: true)
        let h = builder.input(features: cell.hidden)
        let next = builder.output(cell.apply(x, state: h, in: &builder))
        program = builder.build(recurrence: (h, next))
        input = program.slot(x)
        state = program.slot(h)
        result = program.slot(next)
    }
}

/// q(z₀) = N(mean, diag e^logVariance) from the encoder's last state, and KL(q ‖ N(0, 1)) = ½ Σ (e^v + m² − 1 − v).
struct PosteriorProgram: Sendable {
    let program: Program
    let state: Slot
    let extras: Slot
    let mean: Slot
    let logVariance: Slot
    let divergence: Slot

    init(_ shape: LatentODEShape, _ tree: inout ParameterTree) {
        let layer = Linear(
            "posterior", inputs: shape.encoderHidden + shape.posteriorExtras, outputs: 2 * shape.latent, in: &tree)
        var builder = ProgramBuilder()
        let h = builder.input(features: shape.encoderHidden)
        let e = builder.input(features: shape.posteriorExtras, isConstant: true)
        let q = layer.apply(builder.concatenate([h, e]), in: &builder)
        let m = q[0..<shape.latent]
        let v = q[shape.latent..<2 * shape.latent]
        let square = builder.multiply(m, m)
        let terms = builder.add(builder.subtract(builder.exp(v), v), square)
        let kl = builder.sumFeatures(builder.scale(terms, by: 0.5, plus: -0.5))
        let outputs = [builder.output(m), builder.output(v), builder.output(kl)]
        program = builder.build()
        state = program.slot(h)
        extras = program.slot(e)
        mean = program.slot(outputs[0])
        logVariance = program.slot(outputs[1])
        divergence = program.slot(outputs[2])
    }
}

/// z₀ = mean + e^(logVariance/2) ε.
struct SamplingProgram: Sendable {
    let program: Program
    let mean: Slot
    let logVariance: Slot
    let noise: Slot
    let result: Slot

    init(latent: Int) {
        var builder = ProgramBuilder()
        let m = builder.input(features: latent)
        let v = builder.input(features: latent)
        let e = builder.input(features: latent, isConstant: true)
        let deviation = builder.exp(builder.scale(v, by: 0.5))
        let z = builder.output(builder.add(m, builder.multiply(deviation, e)))
        program = builder.build()
        mean = program.slot(m)
        logVariance = program.slot(v)
        noise = program.slot(e)
        result = program.slot(z)
    }
}
