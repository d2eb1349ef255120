import Lanes

/// Judges steps by their errors and sets the sizes of the next ones: the one formula of blocks and rows.
///
/// Logarithms and exponentials are our own kernels, so that step sizes are the same bits on every processor.
struct StepController<Scalar: LaneScalar> {
    private let b1: Scalar
    private let b2: Scalar
    private let b3: Scalar
    private let safety: Scalar
    private let least: Scalar
    private let most: Scalar

    /// What a step is shortened by whose inner iteration found no state, and which so has no error.
    static var factorAfterDivergence: Double { 0.25 }

    /// - Parameter errorPower: the power of the step with which the error falls.
    @inline(__always)
    init(_ settings: PIDController, errorPower: Int) {
        let order = Scalar(errorPower)
        b1 = Scalar(settings.proportional + settings.integral + settings.derivative) / order
        b2 = -Scalar(settings.proportional + 2 * settings.derivative) / order
        b3 = Scalar(settings.derivative) / order
        safety = Scalar(settings.safety)
        least = Scalar(settings.limits.lowerBound)
        most = Scalar(settings.limits.upperBound)
    }

    /// Writes the factor from each lane's step to its next one; a step is accepted where its error is at most 1.
    ///
    /// - Parameters:
    ///   - error: of each lane, in units of the tolerance.
    ///   - lastError: logarithms of the errors of the last accepted steps; accepted lanes are moved on.
    ///   - errorBefore: those of the accepted steps before.
    ///   - lanes: `active`, padded.
    @inline(__always)
    func judge(
        error: UnsafePointer<Scalar>, factor: UnsafeMutablePointer<Scalar>, lastError: UnsafeMutablePointer<Scalar>,
        errorBefore: UnsafeMutablePointer<Scalar>, active: Int, lanes: Int
    ) {
        let floor = Scalar(1e-10)
        for lane in 0..<lanes { factor[lane] = error[lane] > floor ? error[lane] : floor }
        Scalar.map(.log, x: factor, xStride: lanes, y: factor, yStride: lanes, features: 1, lanes: lanes)
        for lane in 0..<active {
            let log = factor[lane]
            if error[lane] <= 1 {
                factor[lane] = -(b1 * log + b2 * lastError[lane] + b3 * errorBefore[lane])
                errorBefore[lane] = lastError[lane]
                lastError[lane] = log
            } else {
                factor[lane] = -b1 * log
            }
        }
        Scalar.map(.exp, x: factor, xStride: lanes, y: factor, yStride: lanes, features: 1, lanes: lanes)
        for lane in 0..<active {
            var change = safety * factor[lane]
            // A rejected step is followed by a shorter one, also where the error is not a number.
            if !(error[lane] <= 1), !(change <= 1) { change = least }
            factor[lane] = change < least ? least : change > most ? most : change
        }
    }

    /// The error of a method with two estimates, e₁² / √(e₁² + 0.01 e₂²) (Hairer, Nørsett, Wanner 1993, II.10), e₁ > 0.
    @inline(__always)
    static func combine(_ first: Scalar, _ second: Scalar) -> Scalar {
        // Without squares that overflow.
        let ratio = second / first
        return second.isFinite ? first / (1 + 0.01 * ratio * ratio).squareRoot() : second
    }
}
