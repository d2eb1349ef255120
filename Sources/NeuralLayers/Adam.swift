import Lanes

/// Adam (Kingma, Ba 2015) over a flat parameter vector.
public struct Adam<Scalar: LaneScalar>: Sendable {
    /// Decay of the first moment.
    public var firstDecay = 0.9
    /// Decay of the second moment.
    public var secondDecay = 0.999
    /// Added to the root of the second moment.
    public var epsilon = 1e-8
    /// First moments.
    public private(set) var first: [Scalar]
    /// Second moments.
    public private(set) var second: [Scalar]
    /// Updates made.
    public private(set) var step: Int

    /// Creates the optimiser for `count` parameters.
    public init(count: Int) {
        first = [Scalar](repeating: 0, count: count)
        second = first
        step = 0
    }

    /// Restores an optimiser that made `step` updates.
    public init(first: [Scalar], second: [Scalar], step: Int) {
        precondition(first.count == second.count, "\(first.count) first and \(second.count) second moments")
        self.first = first
        self.second = second
        self.step = step
    }

    /// Moves `parameters` against `gradient`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public mutating func update(_ parameters: inout [Scalar], gradient: [Scalar], learningRate: Double) {
        precondition(gradient.count == first.count && parameters.count == first.count, "vectors of unequal length")
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
