import CLaneKernels

/// Elementwise functions that kernels know.
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
    /// log(1 + eˣ).
    case softplus
    /// eˣ.
    case exp
    /// Natural logarithm.
    case log
    /// x / (1 + e⁻ˣ).
    case silu

    /// Whether the derivative can be had from the result alone, so that a layer may apply it in place.
    public var isFusable: Bool { self != .log && self != .silu }

    /// Whether a layer's pullback to its input can multiply by the derivative at once (identity leaves it as it is).
    public var hasFusableSlope: Bool {
        switch self {
        case .identity, .tanh, .sigmoid, .elu, .relu: true
        case .softplus, .exp, .log, .silu: false
        }
    }

    @inlinable var code: Int32 { Int32(rawValue) }
}
