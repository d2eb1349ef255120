import Lanes

/// The right-hand side as the stepping loop of a block sees it: it computes derivatives in the memory of a step's stages.
protocol StageField<Scalar>: AnyObject {
    associatedtype Scalar: LaneScalar

    /// Where states and derivatives stand.
    var memory: StageMemory<Scalar> { get }

    /// Bytes held.
    var allocatedBytes: Int { get }

    /// Computes the derivative of stage `stage` at its state and at the times `clocks.time + node · clocks.step`.
    ///
    /// - Parameters:
    ///   - active: lanes that hold rows; the derivatives of the others are never read.
    ///   - lanes: `active`, padded.
    func evaluate(
        _ stage: Int, active: Int, lanes: Int, node: Double, clocks: LaneClocks<Scalar>,
        parameters: UnsafePointer<Scalar>)

    /// Called after every trial step's error test, before the lanes move on; `clocks.wasRejected` says which failed.
    func stepsWereJudged(active: Int, lanes: Int, clocks: LaneClocks<Scalar>)

    /// Called where some lanes go on, before they move: the last stage of an accepted step is the next one's first.
    func acceptedStepsGoOn(active: Int, lanes: Int, clocks: LaneClocks<Scalar>)

    /// Called when lane `source` becomes lane `target`; the solver moves its state and its first derivative.
    func laneMoves(from source: Int, to target: Int)
}

extension StageField {
    func stepsWereJudged(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {}
    func acceptedStepsGoOn(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {}
    func laneMoves(from source: Int, to target: Int) {}
}
