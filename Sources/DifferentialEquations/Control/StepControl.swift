import Differentiation

/// How step sizes are chosen.
public enum StepControl: Sendable, Hashable {
    /// Steps of one size (its sign is ignored).
    case fixed(Double)
    /// Steps whose estimated error stays within `absolute + relative · max(|y₀|, |y₁|)`, in the root mean square over features.
    case adaptive(relative: Double, absolute: Double, PIDController = PIDController())

    /// Adaptive steps with a relative tolerance of 1e-6 and an absolute one of 1e-9: what `solve` uses if you name no control.
    public static let standard = StepControl.adaptive(relative: 1e-6, absolute: 1e-9)
}

extension StepControl {
    /// Requires a step other than zero, or tolerances of which one at least is positive.
    func requireValid() {
        switch self {
        case .fixed(let size):
            requireThat(size != 0 && size.isFinite, "a fixed step of \(size)")
        case .adaptive(let relative, let absolute, _):
            requireThat(
                relative >= 0 && absolute >= 0 && relative + absolute > 0,
                "tolerances of \(relative) relative and \(absolute) absolute; one must be positive, none negative")
        }
    }
}
