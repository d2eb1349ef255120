import Differentiation

/// z₀ = mean + e^(logVariance/2) ε, apart from the posterior: for several draws from one.
package struct DrawProgram: Sendable {
    package let program: Program
    /// All `(latent, lanes)`; nobody wants the noise's cotangent.
    package let mean: Slot
    package let logVariance: Slot
    package let noise: Slot
    package let result: Slot

    /// Records the program of `latent` features.
    package init(latent: Int) {
        var builder = ProgramBuilder()
        let m = builder.input(features: latent)
        let v = builder.input(features: latent)
        let e = builder.input(features: latent, isConstant: true)
        let z = builder.output(LatentGaussian(mean: m, logVariance: v).recordDraw(e, in: &builder))
        program = builder.build()
        mean = program.slot(m)
        logVariance = program.slot(v)
        noise = program.slot(e)
        result = program.slot(z)
    }
}
