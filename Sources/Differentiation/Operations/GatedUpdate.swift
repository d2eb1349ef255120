import Lanes

extension ProgramBuilder {
    /// Records the last part of a gated recurrent unit: n = tanh(a + r·c), result (1 − z)·n + z·h.
    ///
    /// All of shape `(features, lanes)`: z update gate, a the input's share of the candidate, r reset gate, c the
    /// state's share, h the old state (Cho et al. 2014, with the reset gate after the product as in cuDNN).
    public mutating func gatedUpdate(z: Value, a: Value, r: Value, c: Value, h: Value) -> Value {
        for part in [z, a, r, c] {
            requireThat(part.features == h.features, "a gate of \(part.features) features for a state of \(h.features)")
        }
        let result = allocate(h.features)
        let candidate = allocate(h.features)
        append(Instruction(operation: .gatedUpdate), inputs: [z, a, r, c, h], output: result, kept: candidate)
        return result
    }
}

extension Instruction {
    @inline(__always)
    func evaluateGatedUpdate<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        Scalar.gatedUpdate(
            z: frame.value(inputs.0), a: frame.value(inputs.1), r: frame.value(inputs.2), c: frame.value(inputs.3),
            h: frame.value(inputs.4), n: frame.value(kept), y: frame.value(output), stride: frame.stride,
            features: features, lanes: frame.lanes)
    }

    /// z̄ = ȳ(h − n), h̄ = ȳ z, n̄ = ȳ(1 − z), ā = n̄(1 − n²), r̄ = ā c, c̄ = ā r; only h̄ may have other readers.
    @inline(__always)
    func pullBackGatedUpdate<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        Scalar.gatedUpdatePullback(
            z: frame.value(inputs.0), r: frame.value(inputs.2), c: frame.value(inputs.3), h: frame.value(inputs.4),
            n: frame.value(kept), dy: frame.cotangent(output), dz: frame.cotangent(inputs.0),
            da: frame.cotangent(inputs.1), dr: frame.cotangent(inputs.2), dc: frame.cotangent(inputs.3),
            dh: frame.cotangent(inputs.4), stride: frame.stride, features: features, lanes: frame.lanes,
            accumulates: accumulates)
    }
}
