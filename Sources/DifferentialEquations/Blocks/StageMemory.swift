import Lanes

/// States and derivatives of a step's stages, side by side, each a group of lanes.
///
/// Element (feature f, stage j, lane l) of the states is `states[f · stride + j · stageStride + l]`, and so for the
/// derivatives. The memory belongs to the field, which may go over to another between steps.
final class StageMemory<Scalar: LaneScalar> {
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
    @exclusivity(unchecked) var states: UnsafeMutablePointer<Scalar>
    /// The derivative of stage 0.
    @exclusivity(unchecked) var derivatives: UnsafeMutablePointer<Scalar>

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
}
