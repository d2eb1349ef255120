import Lanes

/// The dense output of one step: y(θ) = base + Σₚ cₚ (θ − shift)ᵖ⁺¹, θ = (t − time) / step in [0, 1].
final class StepPolynomial<Scalar: LaneScalar> {
    let features: Int
    private(set) var time = 0.0
    private(set) var step = 0.0
    /// 0 where `base` is the state at the start, 1 where it is that at the end.
    private(set) var shift: Scalar = 0
    /// Powers in use.
    private(set) var powers = 0
    /// State from which the polynomial starts, `(features)`.
    let base: UnsafeMutablePointer<Scalar>
    /// Coefficients, `(powers)(features)`.
    private(set) var coefficients: UnsafeMutablePointer<Scalar>
    private let storage: LaneBuffer<Scalar>

    init(features: Int) {
        self.features = features
        storage = LaneBuffer(count: features * 8)
        base = storage.pointer
        coefficients = base + features
        extended = nil
        capacity = 7
    }

    private var extended: LaneBuffer<Scalar>?
    private var capacity: Int

    /// Starts the polynomial of a step; its coefficients are the caller's to write.
    @inline(__always)
    func begin(
        at time: Double, step: Double, from state: UnsafePointer<Scalar>, shift: Scalar = 0, powers: Int
    ) {
        self.time = time
        self.step = step
        self.shift = shift
        self.powers = powers
        base.update(from: state, count: features)
        guard powers > capacity else { return }
        let buffer = LaneBuffer<Scalar>(count: powers * features)
        extended = buffer
        coefficients = buffer.pointer
        capacity = powers
    }

    /// Writes the state at `t`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func evaluate(at t: Double, _ result: UnsafeMutablePointer<Scalar>) {
        evaluatePolynomial(
            theta: Scalar((t - time) / step) - shift, base: base, coefficients: coefficients, powers: powers,
            features: features, result)
    }
}

/// Writes base + Σₚ cₚ xᵖ⁺¹ by Horner's rule.
@inline(__always)
func evaluatePolynomial<Scalar: LaneScalar>(
    theta x: Scalar, base: UnsafePointer<Scalar>, coefficients: UnsafePointer<Scalar>, powers: Int, features: Int,
    _ result: UnsafeMutablePointer<Scalar>
) {
    for feature in 0..<features {
        var sum: Scalar = 0
        var index = (powers - 1) * features + feature
        for _ in 0..<powers {
            sum = (sum + coefficients[index]) * x
            index -= features
        }
        result[feature] = base[feature] + sum
    }
}
