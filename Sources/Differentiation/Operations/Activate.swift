import Lanes

extension ProgramBuilder {
    /// Records an elementwise function.
    public mutating func activate(_ input: Value, _ activation: Activation) -> Value {
        let result = allocate(input.features)
        var instruction = Instruction(operation: .activate)
        instruction.activation = activation
        append(instruction, inputs: [input], output: result)
        return result
    }

    /// Records eˣ.
    public mutating func exp(_ input: Value) -> Value { activate(input, .exp) }

    /// Records the natural logarithm.
    public mutating func log(_ input: Value) -> Value { activate(input, .log) }
}

extension Instruction {
    @inline(__always)
    func evaluateActivation<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        Scalar.map(
            activation, x: frame.value(inputs.0), xStride: frame.stride, y: frame.value(output), yStride: frame.stride,
            features: features, lanes: frame.lanes)
    }

    @inline(__always)
    func pullBackActivation<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        if skipsCotangent(ofInput: 0) { return }
        switch activation {
        case .silu:
            Scalar.siluPullback(
                x: frame.value(inputs.0), xStride: frame.stride, dy: frame.cotangent(output), dyStride: frame.stride,
                dx: frame.cotangent(inputs.0), dxStride: frame.stride, features: features, lanes: frame.lanes,
                accumulate: addsToCotangent(ofInput: 0))
        case .log:
            pullBackLanes(frame, input: 0) { _, x, cotangent in cotangent / x }
        default:
            Scalar.activationPullback(
                activation, y: frame.value(output), yStride: frame.stride, dy: frame.cotangent(output),
                dyStride: frame.stride, features: features, lanes: frame.lanes)
            Scalar.scaleAdd(
                1, x: frame.cotangent(output), xStride: frame.stride, addsToCotangent(ofInput: 0) ? 1 : 0,
                y: frame.cotangent(inputs.0), yStride: frame.stride, features: features, lanes: frame.lanes)
        }
    }
}
