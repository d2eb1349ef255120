import Lanes

extension ProgramBuilder {
    /// Records `activation(W x + b)`.
    ///
    /// - Parameters:
    ///   - input: x, `(in, lanes)`.
    ///   - weights: offset of W in the parameter vector, row-major `(out, in)`.
    ///   - bias: offset of b `(out)`, or `nil` for none.
    ///   - features: out.
    ///   - activation: fused; its derivative is taken from its result, so SiLU and the logarithm are excluded.
    public mutating func affine(
        _ input: Value, weights: Int, bias: Int?, features: Int, activation: Activation = .identity
    ) -> Value {
        requireThat(activation.isFusable, "\(activation) cannot be fused; use activate")
        let result = allocate(features)
        var instruction = Instruction(operation: .affine)
        instruction.weights = weights
        instruction.bias = bias ?? -1
        instruction.activation = activation
        append(instruction, inputs: [input], output: result)
        return result
    }
}

extension Instruction {
    @inline(__always)
    func evaluateAffine<Scalar: LaneScalar>(_ frame: Frame<Scalar>, _ parameters: UnsafePointer<Scalar>) {
        Scalar.affine(
            weights: parameters + weights, bias: bias < 0 ? nil : parameters + bias, x: frame.value(inputs.0),
            xStride: frame.stride, y: frame.value(output), yStride: frame.stride, inputs: inputFeatures,
            outputs: features, lanes: frame.lanes, activation: activation)
    }

    /// With p = W x + b and y = a(p): p̄ = ȳ a'(p) replaces ȳ, x̄ = Wᵀ p̄. Where x is another layer's result that nothing else
    /// reads, x̄ is multiplied by that layer's derivative at once, and the layer finds its p̄ done.
    @inline(__always)
    func pullBackAffine<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, _ parameters: UnsafePointer<Scalar>, carries: Bool
    ) {
        if activation != .identity, !isSlopeTaken, !(carries && isSlopeCarried) {
            Scalar.activationPullback(
                activation, y: frame.value(output), yStride: frame.stride, dy: frame.cotangent(output),
                dyStride: frame.stride, features: features, lanes: frame.lanes)
        }
        if skipsCotangent(ofInput: 0) { return }
        Scalar.affineInputPullback(
            weights: parameters + weights, dy: frame.cotangent(output), dyStride: frame.stride,
            dx: frame.cotangent(inputs.0), dxStride: frame.stride, inputs: inputFeatures, skipping: constantFeatures,
            outputs: features, lanes: frame.lanes, accumulate: addsToCotangent(ofInput: 0),
            slope: carries && carriedSlope != .identity ? carriedSlope : inputSlope, x: frame.value(inputs.0),
            xStride: frame.stride)
    }

    /// W̄ = Σ p̄ xᵀ and b̄ = Σ p̄ over lanes and groups.
    @inline(__always)
    func accumulateAffine<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, _ groups: Groups<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        Scalar.affineWeightsPullback(
            dy: frame.cotangent(output), dyStride: frame.stride, x: frame.value(inputs.0), xStride: frame.stride,
            dWeights: gradient + weights, dBias: bias < 0 ? nil : gradient + bias, inputs: inputFeatures,
            outputs: features, lanes: frame.lanes, groups: groups.count, groupStride: groups.stride,
            scale: groups.scale, scaleStride: groups.scaleStride)
    }
}
