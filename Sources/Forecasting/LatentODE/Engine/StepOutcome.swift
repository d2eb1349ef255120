/// Sums over the rows of a block, or of several.
package struct StepOutcome: Sendable {
    /// Σ log p(x | z), the mean over samples.
    package var logLikelihood = 0.0
    /// Σ KL(q ‖ prior).
    package var divergence = 0.0
    /// Evaluations of vector fields, forward and on the way back.
    package var forwardEvaluations = 0
    package var backwardEvaluations = 0
    /// Σ of the measures that are regularised, each the mean over samples; of steps with a gradient.
    package var kineticEnergy = 0.0
    package var errorEstimates = 0.0

    /// Nothing summed yet.
    package init() {}

    static func += (sum: inout StepOutcome, part: StepOutcome) {
        sum.logLikelihood += part.logLikelihood
        sum.divergence += part.divergence
        sum.forwardEvaluations += part.forwardEvaluations
        sum.backwardEvaluations += part.backwardEvaluations
        sum.kineticEnergy += part.kineticEnergy
        sum.errorEstimates += part.errorEstimates
    }
}
