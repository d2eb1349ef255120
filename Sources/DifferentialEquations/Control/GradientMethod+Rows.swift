extension GradientMethod {
    /// Whether the gradient goes through the steps that were taken.
    var isDiscrete: Bool {
        switch self {
        case .discrete, .checkpointed: true
        case .continuous, .interpolating: false
        }
    }

    /// Whether the way back reads the state from the dense output of the way there.
    var readsPath: Bool {
        if case .interpolating = self { true } else { false }
    }

    /// The step control of the way back after a way there under `forward`.
    func control(after forward: StepControl) -> StepControl {
        switch self {
        case .continuous(let tolerance?), .interpolating(let tolerance?): tolerance.control(forward)
        default: forward
        }
    }
}
