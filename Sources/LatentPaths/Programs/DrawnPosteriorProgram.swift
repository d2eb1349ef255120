import Differentiation
import NeuralLayers

/// q(z₀) from the encoder's last state, one draw of it and its divergence from the prior, in one program.
///
/// The cotangents of mean and log variance are summed in another order than through `PosteriorProgram` and `DrawProgram`, which
/// allow several draws; models that were fitted with one of the two keep their bits with it.
package struct DrawnPosteriorProgram: Sendable {
    package let program: Program
    /// The encoder's last state, `(hidden, lanes)`.
    package let state: Slot
    /// Standard normal numbers, `(latent, lanes)`. Nobody wants its cotangent.
    package let noise: Slot
    /// Results, `(latent, lanes)` each.
    package let mean: Slot
    package let logVariance: Slot
    package let draw: Slot
    /// KL(q ‖ N(0, 1)), `(1, lanes)`.
    package let divergence: Slot

    /// Places the layer `posterior` in `tree` and records the program.
    package init(hidden: Int, latent: Int, in tree: inout ParameterTree) {
        let layer = Linear("posterior", inputs: hidden, outputs: 2 * latent, in: &tree)
        var builder = ProgramBuilder()
        let h = builder.input(features: hidden)
        let e = builder.input(features: latent, isConstant: true)
        let q = LatentGaussian(layer.apply(h, in: &builder))
        let z = builder.output(q.recordDraw(e, in: &builder))
        let kl = builder.output(q.recordDivergence(in: &builder))
        let outputs = [builder.output(q.mean), builder.output(q.logVariance)]
        program = builder.build()
        state = program.slot(h)
        noise = program.slot(e)
        draw = program.slot(z)
        divergence = program.slot(kl)
        mean = program.slot(outputs[0])
        logVariance = program.slot(outputs[1])
    }
}
