import Lanes

/// Where a row stands, and the step that is being tried. Shared by the loop and the method.
///
/// Notation: y state and f derivative at time t, y1 and f1 at the end of the step.
final class RowState<Scalar: LaneScalar> {
    let field: any RowField<Scalar>
    let features: Int
    /// Tolerances of the error test; of fixed steps, those of the inner iterations.
    let relative: Scalar
    let absolute: Scalar
    var time = 0.0
    private(set) var y: UnsafeMutablePointer<Scalar>
    private(set) var f: UnsafeMutablePointer<Scalar>
    private(set) var y1: UnsafeMutablePointer<Scalar>
    private(set) var f1: UnsafeMutablePointer<Scalar>
    /// Whether `f` is the derivative at `y`.
    var hasDerivative = false
    /// Whether `f1` is the derivative at `y1`.
    var hasNewDerivative = false
    var statistics = RowStatistics()
    /// The polynomial of the step just taken.
    let polynomial: StepPolynomial<Scalar>
    private let storage: LaneBuffer<Scalar>

    init(field: any RowField<Scalar>, relative: Double, absolute: Double) {
        self.field = field
        self.relative = Scalar(relative)
        self.absolute = Scalar(absolute)
        features = field.features
        storage = LaneBuffer(count: 4 * features)
        y = storage.pointer
        f = y + features
        y1 = f + features
        f1 = y1 + features
        polynomial = StepPolynomial(features: features)
    }

    /// Makes sure that `f` is the derivative at `y`.
    @inline(__always)
    func needDerivative() {
        guard !hasDerivative else { return }
        field.evaluate(time, y, f)
        hasDerivative = true
    }

    /// Takes the new state over.
    @inline(__always)
    func advance(to time: Double) {
        self.time = time
        swap(&y, &y1)
        swap(&f, &f1)
        hasDerivative = hasNewDerivative
    }

    /// The root mean square of error / (absolute + relative · max(|y|, |y1|)).
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func norm(_ error: UnsafePointer<Scalar>) -> Double {
        var sum: Scalar = 0
        for feature in 0..<features {
            let old = abs(y[feature])
            let new = abs(y1[feature])
            let ratio = error[feature] / (absolute + relative * (old > new ? old : new))
            // An infinite state would make its own error small.
            sum += ratio * ratio + 0 * y1[feature]
        }
        return Double((sum / Scalar(features)).squareRoot())
    }

    /// The root mean square of value / (absolute + relative · |y|).
    func size(_ value: UnsafePointer<Scalar>) -> Double {
        FirstStep.size(
            features: features, relative: Double(relative), absolute: Double(absolute), state: { Double(y[$0]) },
            value: { Double(value[$0]) })
    }
}
