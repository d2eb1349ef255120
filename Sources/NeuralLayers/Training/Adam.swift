import Lanes

/// The Adam optimiser (Kingma, Ba 2015, algorithm 1) over a flat parameter vector.
///
/// With gradient g, step number t from 1 on, and moments that start at 0:
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     θ ← θ − α/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
///
/// which is the order of operations of `torch.optim.Adam`.
public struct Adam<Scalar: LaneScalar>: Sendable {
    /// β₁, the decay of the first moment.
    public var firstDecay = 0.9
    /// β₂, the decay of the second moment.
    public var secondDecay = 0.999
    /// ε, added to the root of the second moment.
    public var epsilon = 1e-8
    /// First moments m, `(parameters)`.
    public private(set) var first: [Scalar]
    /// Second moments v, `(parameters)`.
    public private(set) var second: [Scalar]
    /// The number of updates made.
    public private(set) var step: Int

    /// Creates an optimiser of `count` parameters with moments of zero.
    public init(count: Int) {
        first = [Scalar](repeating: 0, count: count)
        second = first
        step = 0
    }

    /// Creates an optimiser in the state that another had after `step` updates.
    public init(first: [Scalar], second: [Scalar], step: Int) {
        precondition(first.count == second.count, "\(first.count) first and \(second.count) second moments")
        self.first = first
        self.second = second
        self.step = step
    }

    /// Makes one update of `parameters`.
    ///
    /// - Parameters:
    ///   - parameters: θ, `(count)`.
    ///   - gradient: ∂L/∂θ, `(count)`. A gradient that is not finite spoils the moments for good: check it before.
    ///   - learningRate: α.
    /// - Complexity: O(count); allocates nothing.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public mutating func update(_ parameters: inout [Scalar], gradient: [Scalar], learningRate: Double) {
        precondition(
            gradient.count == first.count && parameters.count == first.count,
            "\(parameters.count) parameters and a gradient of \(gradient.count), optimiser of \(first.count)")
        step += 1
        let correction1 = 1 - Self.power(firstDecay, step)
        let correction2 = 1 - Self.power(secondDecay, step)
        let rate = Scalar(learningRate / correction1)
        let root2 = Scalar(correction2.squareRoot())
        let b1 = Scalar(firstDecay)
        let b2 = Scalar(secondDecay)
        let c1 = Scalar(1 - firstDecay)
        let c2 = Scalar(1 - secondDecay)
        let small = Scalar(epsilon)
        first.withUnsafeMutableBufferPointer { first in
            second.withUnsafeMutableBufferPointer { second in
                parameters.withUnsafeMutableBufferPointer { parameters in
                    gradient.withUnsafeBufferPointer { gradient in
                        for index in gradient.indices {
                            let g = gradient[index]
                            let m = b1 * first[index] + c1 * g
                            let v = b2 * second[index] + c2 * g * g
                            first[index] = m
                            second[index] = v
                            parameters[index] -= rate * m / (v.squareRoot() / root2 + small)
                        }
                    }
                }
            }
        }
    }

    /// `base` to a whole power by repeated squaring, the same bits on every platform.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }
}
