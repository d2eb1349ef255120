import Lanes

/// The right-hand side as the stepping loop sees it: the stages of a step side by side, each a group of lanes.
///
/// Element (feature f, stage j, lane l) of the states is `states[f · stride + j · stageStride + l]`, and so for the
/// derivatives.
class StageField<Scalar: LaneScalar> {
    /// Features of the state.
    let features: Int
    /// The first features, which the error test judges.
    let judgedFeatures: Int
    /// Elements from one feature to the next.
    let stride: Int
    /// Elements from one stage to the next.
    let stageStride: Int
    /// Lanes of a stage.
    let capacity: Int
    /// The state of stage 0.
    @exclusivity(unchecked) final var states: UnsafeMutablePointer<Scalar>
    /// The derivative of stage 0.
    @exclusivity(unchecked) final var derivatives: UnsafeMutablePointer<Scalar>

    init(
        features: Int, judgedFeatures: Int? = nil, stride: Int, stageStride: Int, capacity: Int,
        states: UnsafeMutablePointer<Scalar>, derivatives: UnsafeMutablePointer<Scalar>
    ) {
        self.features = features
        self.judgedFeatures = judgedFeatures ?? features
        self.stride = stride
        self.stageStride = stageStride
        self.capacity = capacity
        self.states = states
        self.derivatives = derivatives
    }

    /// Computes the derivative of stage `stage` at its state and at the times `clocks.time + node · clocks.step`.
    ///
    /// - Parameters:
    ///   - active: lanes that hold rows; the derivatives of the others are never read.
    ///   - lanes: `active`, padded.
    func evaluate(
        _ stage: Int, active: Int, lanes: Int, node: Double, clocks: LaneClocks<Scalar>,
        parameters: UnsafePointer<Scalar>
    ) {
        preconditionFailure("\(type(of: self)) has no right-hand side")
    }

    /// Bytes of the values of a step's stages, 0 where they cannot be kept.
    var bytesPerStep: Int { 0 }

    /// Bytes of stages that are worth keeping for the way back.
    var bytesWorthKeeping: Int { 0 }

    /// Goes over to the stages of kept step `step`, or to those that are used again for every step.
    func use(step: Int?) {}

    /// Puts what `stages` of the step in use hold of lane `source` into `lane` as well: a place where the field has a value, since
    /// a cotangent of zero does not silence a NaN.
    func copy(lane source: Int, to lane: Int, stages: Range<Int>) {}

    /// Bytes held.
    var allocatedBytes: Int { 0 }

    /// Told of every trial step after the error test and before the lanes move on; `clocks.wasRejected` says which failed.
    func stepsWereJudged(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {}

    /// Told that some lanes go on, before they move: the last stage of an accepted step is the next one's first.
    func acceptedStepsGoOn(active: Int, lanes: Int, clocks: LaneClocks<Scalar>) {}

    /// Told that lane `source` becomes lane `target`; its state and its first derivative are moved by the solver.
    func laneMoves(from source: Int, to target: Int) {}
}
