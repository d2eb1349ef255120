import Lanes

/// A block solver with a gradient method: solves a block of rows and pulls cotangents back.
package final class DifferentiableSolver<Scalar: LaneScalar> {
    /// The forward solver.
    package let solver: BlockSolver<Scalar>
    /// How gradients are computed.
    package let gradientMethod: GradientMethod
    /// Evaluations of the last pullback, summed over rows.
    package private(set) var backwardEvaluations = 0
    /// Pullbacks of the field by the last pullback, summed over rows.
    package private(set) var backwardPullbacks = 0

    /// Weight of each row's error estimates in the loss; see `BlockSolver.errorWeight`. Only for the discrete and the
    /// checkpointed gradient, of methods with an error estimate.
    package var errorWeight: Double {
        get { solver.errorWeight }
        set {
            requireThat(newValue == 0 || continuous == nil, "\(gradientMethod) has no gradient of error estimates")
            requireThat(
                newValue == 0 || solver.method.embeddedOrder != nil, "\(solver.method.name) has no error estimates")
            solver.errorWeight = newValue
        }
    }

    /// Peak bytes of buffers, recordings and checkpoints of both directions.
    package var peakBytes: Int {
        solver.allocatedBytes + (checkpointed?.peakCheckpointBytes ?? 0) + (continuous?.allocatedBytes ?? 0)
    }

    private let checkpointed: CheckpointedAdjoint<Scalar>?
    private let continuous: ContinuousAdjoint<Scalar>?

    /// Prepares to solve `field` for up to `capacity` rows at once and to pull back.
    package init(
        field: VectorField, method: Tableau, control: StepControl, options: SolverOptions = SolverOptions(),
        gradient: GradientMethod = .discrete, capacity: Int
    ) {
        solver = BlockSolver(field: field, method: method, control: control, options: options, capacity: capacity)
        gradientMethod = gradient
        switch gradient {
        case .discrete:
            checkpointed = nil
            continuous = nil
        case .checkpointed(let bytes):
            checkpointed = CheckpointedAdjoint(solver, budget: bytes)
            continuous = nil
        case .continuous(let tolerance):
            checkpointed = nil
            continuous = ContinuousAdjoint(
                field: field, method: method, control: tolerance?.control(control) ?? control, options: options,
                capacity: capacity, leniency: tolerance == nil ? nil : 1)
        case .interpolating(let tolerance):
            checkpointed = nil
            continuous = ContinuousAdjoint(
                interpolating: solver, control: tolerance?.control(control) ?? control, options: options)
        }
    }

    /// Solves; with `recording`, `pullBack` may follow. Parameters as those of `BlockSolver.solve`.
    package func solve(
        _ request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>,
        recording: Bool
    ) throws(SolverError) {
        if recording, let checkpointed {
            try checkpointed.solve(request, parameters: parameters, outputs: outputs)
        } else {
            try solver.solve(
                request, parameters: parameters, outputs: outputs,
                recording: recording && (continuous == nil || solver.denseTape != nil))
        }
    }

    /// Pulls the last recorded solution back.
    ///
    /// - Parameters:
    ///   - outputs: those of the solve; a checkpointed pullback writes them again as they were.
    ///   - outputCotangents: laid out as the outputs.
    ///   - gradient: the parameters' gradient is added here.
    ///   - initialCotangent: `(features, capacity)`, overwritten.
    ///   - times: where the cotangents of start, end and output times go; `nil` if they are not needed.
    /// - Throws: if a backward solve fails; the discrete pullback never does.
    package func pullBack(
        outputs: UnsafeMutablePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>,
        request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
        initialCotangent: UnsafeMutablePointer<Scalar>, times: TimeCotangents? = nil
    ) throws(SolverError) {
        if let continuous {
            try continuous.pullBack(
                outputs: outputs, outputCotangents, request: request, parameters: parameters, gradient: gradient,
                initialCotangent: initialCotangent, firstSteps: solver.records.nextStep)
            backwardEvaluations = continuous.evaluations
            backwardPullbacks = continuous.evaluations
        } else if let checkpointed {
            try checkpointed.pullBack(
                outputCotangents, request: request, parameters: parameters, outputs: outputs, gradient: gradient,
                initialCotangent: initialCotangent)
            backwardEvaluations = solver.backwardEvaluations
            backwardPullbacks = solver.backwardPullbacks
        } else {
            solver.pullBack(
                outputCotangents, request: request, parameters: parameters, gradient: gradient,
                initialCotangent: initialCotangent)
            backwardEvaluations = solver.backwardEvaluations
            backwardPullbacks = solver.backwardPullbacks
        }
        guard let times else { return }
        solver.pullBackTimes(
            outputs: outputs, outputCotangents, initialCotangent: initialCotangent, request: request,
            parameters: parameters, into: times)
        backwardEvaluations += request.rows + request.outputOffsets[request.rows] - request.outputOffsets[0]
    }
}
