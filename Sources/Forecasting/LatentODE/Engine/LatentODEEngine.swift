import DifferentialEquations
import Differentiation
import Lanes

/// Runs a latent ODE's step (encode, solve, decode, pull back) on blocks of one capacity, on one thread.
final class LatentODEEngine<Scalar: LaneScalar> {
    let model: LatentODE
    let capacity: Int
    let solver: DifferentiableSolver<Scalar>
    /// Steps of the encoder handled side by side.
    static var chunk: Int { 8 }
    /// Outputs decoded side by side.
    static var decodedOutputs: Int { 4 }

    /// Frames of the encoder's steps, each `pitch` features of R lanes behind the one before.
    let sweepValues = LaneBuffer<Scalar>(count: 0)
    let sweepCotangents: LaneBuffer<Scalar>
    let posteriorMemory: ProgramMemory<Scalar>
    let samplingMemory: ProgramMemory<Scalar>
    let decoderMemory: ProgramMemory<Scalar>
    let predictionMemory: ProgramMemory<Scalar>
    /// Encoder states at the start of each chunk, `(chunks)(hidden, R)`, where not all frames are kept.
    let chunkStates = LaneBuffer<Scalar>(count: 0)
    let stateCotangent: LaneBuffer<Scalar>
    let initial: LaneBuffer<Scalar>
    let initialCotangent: LaneBuffer<Scalar>
    let meanCotangent: LaneBuffer<Scalar>
    let logVarianceCotangent: LaneBuffer<Scalar>
    /// What is solved: the model's field, with its kinetic energy where that is regularised.
    let field: VectorField
    let regularization: FieldRegularization
    /// States at outputs, `(K)(field.features, R)`, and their cotangents.
    let trajectory = LaneBuffer<Scalar>(count: 0)
    let trajectoryCotangent = LaneBuffer<Scalar>(count: 0)

    init(
        model: LatentODE, capacity: Int, method: ExplicitMethod, control: StepControl,
        options: SolverOptions = SolverOptions(), gradient: GradientMethod = .discrete,
        regularization: FieldRegularization = FieldRegularization()
    ) {
        self.model = model
        self.regularization = regularization
        field = regularization.kineticEnergy == 0 ? model.field : model.energyField
        self.capacity = LaneBlock.paddedLanes(for: capacity)
        let shape = model.shape
        solver = DifferentiableSolver(
            field: field, method: method.tableau, control: control, options: options, gradient: gradient,
            capacity: self.capacity)
        // An odd number of cache lines, so that features do not fall upon each other.
        let wide = Self.decodedOutputs * self.capacity + LaneBlock.width
        let cell = model.cell.program
        sweepCotangents = LaneBuffer(
            count: (Self.chunk * cell.pitch + cell.arenaFeatures) * self.capacity)
        posteriorMemory = ProgramMemory(model.posterior.program, lanes: self.capacity)
        samplingMemory = ProgramMemory(model.sampling.program, lanes: self.capacity)
        decoderMemory = ProgramMemory(model.decoder.likelihood, lanes: wide)
        predictionMemory = ProgramMemory(model.decoder.prediction, lanes: wide)
        stateCotangent = LaneBuffer(count: shape.encoderHidden * self.capacity)
        initial = LaneBuffer(count: field.features * self.capacity)
        initialCotangent = LaneBuffer(count: field.features * self.capacity)
        meanCotangent = LaneBuffer(count: shape.latent * self.capacity)
        logVarianceCotangent = LaneBuffer(count: shape.latent * self.capacity)
    }

    /// Sums over a block.
    struct Outcome {
        /// Σ over rows and samples of log p(x | z), divided by the number of samples.
        var logLikelihood = 0.0
        /// Σ over rows of KL(q ‖ prior).
        var divergence = 0.0
        var forwardEvaluations = 0
        var backwardEvaluations = 0
        /// Σ over rows of the measures that are regularised, each the mean over samples, by a step with a gradient.
        var kineticEnergy = 0.0
        var errorEstimates = 0.0
    }

    /// Evaluates the evidence lower bound of a block and, if wanted, adds the gradient of
    /// scale · Σ (klWeight · KL − log p) + penaltyScale · Σ (the regularised measures by their weights) to `gradient`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step(
        _ block: EpisodeBlock<Scalar>, parameters: UnsafePointer<Scalar>, scale: Double, klWeight: Double,
        penaltyScale: Double = 0, gradient: UnsafeMutablePointer<Scalar>?
    ) throws(SolverError) -> Outcome {
        var outcome = Outcome()
        encode(block, parameters)
        inferPosterior(block, parameters, &outcome)
        meanCotangent.clear()
        logVarianceCotangent.clear()
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
            pullBackPosterior(block, parameters, klCotangent: scale * klWeight, gradient)
            pullBackEncoder(block, parameters, gradient)
        }
        return outcome
    }
}

/// The arenas of one program.
final class ProgramMemory<Scalar: LaneScalar> {
    let values: LaneBuffer<Scalar>
    let cotangents: LaneBuffer<Scalar>

    init(_ program: Program, lanes: Int) {
        values = LaneBuffer(count: program.arenaFeatures * lanes)
        cotangents = LaneBuffer(count: program.arenaFeatures * lanes)
        self.lanes = lanes
    }

    let lanes: Int

    /// A frame of `lanes` lanes from `column` on.
    func frame(column: Int = 0, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: self.lanes, column: column, lanes: lanes)
    }
}
