import CLaneKernels

/// Elementwise functions of the kernels.
///
/// Each is a fixed sequence of operations: the same bits in every lane and on every run. The error is at most this many units in the
/// last place (ulp) of the exact result, for `Float` and `Double` on every instruction set, wherever eˣ and the result are normal
/// numbers; NaN and infinities propagate.
///
/// | function | exp | log | ELU | softplus | tanh | sigmoid | SiLU |
/// |---|---|---|---|---|---|---|---|
/// | ulp | 1.1 | 0.8 | 1.2 | 2 | 2.6 | 2.8 | 4 |
public enum Activation: UInt8, Sendable, CaseIterable {
    /// x.
    case identity
    /// Hyperbolic tangent.
    case tanh
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// x for x > 0, eˣ − 1 otherwise (Clevert et al. 2016).
    case elu
    /// max(x, 0).
    case relu
    /// log(1 + eˣ), by which a positive number is parametrised.
    case softplus
    /// eˣ.
    case exp
    /// Natural logarithm.
    case log
    /// x / (1 + e⁻ˣ) (Elfwing, Uchibe, Doya 2018).
    case silu

    /// Whether the derivative is a function of the result, so that a layer may apply the activation in place and forget its input.
    public var isFusable: Bool { self != .log && self != .silu }

    /// Whether `affineInputPullback` can multiply by the derivative of this activation in the same pass.
    package var hasFusableSlope: Bool {
        switch self {
        case .identity, .tanh, .sigmoid, .elu, .relu: true
        case .softplus, .exp, .log, .silu: false
        }
    }

    @inlinable var code: Int32 { Int32(rawValue) }
}
