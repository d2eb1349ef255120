import Differentiation
import NeuralLayers

/// q(z₀) = N(mean, diag e^logVariance) from the encoder's last state, and its divergence from the prior N(0, 1).
package struct PosteriorProgram: Sendable {
    package let program: Program
    /// The encoder's last state, `(hidden, lanes)`.
    package let state: Slot
    /// What else is read, `(extras, lanes)`. Nobody wants its cotangent.
    package let extras: Slot
    /// Results, `(latent, lanes)` each.
    package let mean: Slot
    package let logVariance: Slot
    /// KL(q ‖ N(0, 1)), `(1, lanes)`.
    package let divergence: Slot

    /// Places the layer `posterior` in `tree` and records the program.
    package init(hidden: Int, extras count: Int, latent: Int, in tree: inout ParameterTree) {
        let layer = Linear("posterior", inputs: hidden + count, outputs: 2 * latent, in: &tree)
        var builder = ProgramBuilder()
        let h = builder.input(features: hidden)
        let e = builder.input(features: count, isConstant: true)
        let q = LatentGaussian(layer.apply(builder.concatenate([h, e]), in: &builder))
        let kl = q.recordDivergence(in: &builder)
        let outputs = [builder.output(q.mean), builder.output(q.logVariance), builder.output(kl)]
        program = builder.build()
        state = program.slot(h)
        extras = program.slot(e)
        mean = program.slot(outputs[0])
        logVariance = program.slot(outputs[1])
        divergence = program.slot(outputs[2])
    }
}
