import DifferentialEquations
import Lanes
import LatentPaths

/// Runs a latent ODE's step (encode, solve, decode, pull back) on blocks of one capacity, on one thread.
package final class LatentODEEngine<Scalar: LaneScalar> {
    let model: LatentODE
    /// Rows that fit, a multiple of the lane width.
    package let capacity: Int
    /// Reads the histories.
    let sweep: EncoderSweep<Scalar>
    /// The posterior of z₀ and draws from it.
    let posterior: PosteriorDraws<Scalar>
    /// Solves the model's field, with its kinetic energy where that is regularised.
    let path: LatentPath<Scalar>
    let decoderMemory: ProgramMemory<Scalar>
    let predictionMemory: ProgramMemory<Scalar>
    let regularization: FieldRegularization

    /// Steps of the encoder whose weight gradients are summed at once.
    private static var chunk: Int { 8 }
    /// Outputs decoded side by side.
    static var decodedOutputs: Int { 4 }

    package init(
        model: LatentODE, capacity: Int, method: ExplicitMethod, control: StepControl,
        options: SolverOptions = SolverOptions(), gradient: GradientMethod = .discrete,
        regularization: FieldRegularization = FieldRegularization()
    ) {
        self.model = model
        self.regularization = regularization
        let lanes = LaneBlock.paddedLanes(for: capacity)
        self.capacity = lanes
        func solver(_ field: VectorField) -> DifferentiableSolver<Scalar> {
            DifferentiableSolver(
                field: field, method: method.tableau, control: control, options: options, gradient: gradient,
                capacity: lanes)
        }
        sweep = EncoderSweep(model.encoder, capacity: lanes, chunk: Self.chunk, solver: solver)
        posterior = PosteriorDraws(model.posterior, model.draw, capacity: lanes)
        let field = regularization.kineticEnergy == 0 ? model.field : model.energyField
        path = LatentPath(field, solver(field))
        // An odd number of cache lines, so that features do not fall upon each other.
        let wide = Self.decodedOutputs * lanes + LaneBlock.width
        decoderMemory = ProgramMemory(model.decoder.likelihood, lanes: wide)
        predictionMemory = ProgramMemory(model.decoder.prediction, lanes: wide)
    }

    /// What is solved.
    var field: VectorField { path.field }
    /// States at outputs, `(K)(field.features, R)`, and their cotangents.
    var trajectory: LaneBuffer<Scalar> { path.states }
    var trajectoryCotangent: LaneBuffer<Scalar> { path.stateCotangents }

    /// Evaluates the evidence lower bound of a block and, if wanted, adds the gradient of
    /// scale · Σ (klWeight · KL − log p) + penaltyScale · Σ (the regularised measures by their weights) to `gradient`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step(
        _ block: EpisodeBlock<Scalar>, parameters: UnsafePointer<Scalar>, scale: Double, klWeight: Double,
        penaltyScale: Double = 0, gradient: UnsafeMutablePointer<Scalar>?
    ) throws(SolverError) -> StepOutcome {
        var outcome = try infer(block, parameters)
        for sample in 0..<block.samples {
            try solve(block, sample: sample, parameters, recording: gradient != nil, &outcome)
            let share = 1 / Double(block.samples)
            let role = model.shape.eventTimes?.role
            let values = score(block, parameters, cotangent: role == .timesOnly ? 0 : -scale * share, gradient)
            if role != .timesOnly { outcome.logLikelihood += values * share }
            scoreTimes(block, parameters, cotangent: -scale * share, gradient) { _, sum in
                outcome.logLikelihood += sum * share
            }
            if let gradient { try pullBackSample(block, parameters, penaltyScale: penaltyScale, gradient, &outcome) }
        }
        if let gradient {
            try pullBackInference(block, parameters, klCotangent: scale * klWeight, gradient, &outcome)
        }
        return outcome
    }
}
