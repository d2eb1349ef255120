import DifferentialEquations
import Lanes
import LatentPaths

extension LatentODEEngine {
    /// Reads the histories of `block` and computes the posterior of z₀.
    ///
    /// - Returns: an outcome with the divergence and the evaluations of the encoder's drift.
    /// - Throws: where that drift cannot be solved.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func infer(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>
    ) throws(SolverError) -> StepOutcome {
        let history = block.history(hasDrift: model.encoder.drift != nil)
        try sweep.run(history, parameters: parameters)
        var outcome = StepOutcome()
        outcome.forwardEvaluations = sweep.driftEvaluations.forward
        outcome.divergence = posterior.infer(
            rows: block.rows, state: sweep.lastState(history), extras: block.extras.pointer, parameters: parameters)
        return outcome
    }

    /// From the cotangents of the draws, and `klCotangent` of each row's divergence, back through posterior and encoder.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBackInference(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, klCotangent: Double,
        _ gradient: UnsafeMutablePointer<Scalar>, _ outcome: inout StepOutcome
    ) throws(SolverError) {
        posterior.pullBack(
            rows: block.rows, divergence: klCotangent, parameters: parameters, gradient: gradient,
            stateCotangent: sweep.stateCotangent)
        try sweep.pullBack(
            block.history(hasDrift: model.encoder.drift != nil), parameters: parameters, gradient: gradient)
        outcome.backwardEvaluations += sweep.driftEvaluations.backward
    }
}
