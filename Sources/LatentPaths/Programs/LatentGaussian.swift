import Differentiation

/// A normal distribution with independent features, by recorded mean m and log variance v, `(latent, lanes)` each.
struct LatentGaussian {
    let mean: Value
    let logVariance: Value

    /// Splits q `(2 · latent, lanes)`: means, then log variances.
    init(_ q: Value) {
        mean = q[0..<q.features / 2]
        logVariance = q[q.features / 2..<q.features]
    }

    init(mean: Value, logVariance: Value) {
        self.mean = mean
        self.logVariance = logVariance
    }

    /// Records m + e^(v/2) ε for standard normal numbers ε.
    func recordDraw(_ noise: Value, in program: inout ProgramBuilder) -> Value {
        let deviation = program.exp(program.scale(logVariance, by: 0.5))
        return program.add(mean, program.multiply(deviation, noise))
    }

    /// Records KL(q ‖ N(0, 1)) = ½ Σ (e^v + m² − 1 − v), `(1, lanes)`.
    func recordDivergence(in program: inout ProgramBuilder) -> Value {
        let square = program.multiply(mean, mean)
        let terms = program.add(program.subtract(program.exp(logVariance), logVariance), square)
        return program.sumFeatures(program.scale(terms, by: 0.5, plus: -0.5))
    }
}
