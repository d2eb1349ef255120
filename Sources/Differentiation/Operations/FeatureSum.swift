import Lanes

extension ProgramBuilder {
    /// Records the sum over features, one feature per lane.
    public mutating func sumFeatures(_ x: Value) -> Value {
        let result = allocate(1)
        append(Instruction(operation: .sumFeatures), inputs: [x], output: result)
        return result
    }
}

extension Instruction {
    @inline(__always)
    func evaluateFeatureSum<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        let y = frame.value(output)
        y.update(repeating: 0, count: frame.lanes)
        for feature in 0..<inputFeatures {
            Scalar.scaleAdd(
                1, x: frame.value(inputs.0 + feature), xStride: frame.stride, 1, y: y, yStride: frame.stride,
                features: 1, lanes: frame.lanes)
        }
    }

    /// x̄ᵢ (+)= ȳ for every feature i.
    @inline(__always)
    func pullBackFeatureSum<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        if skipsCotangent(ofInput: 0) { return }
        for feature in 0..<inputFeatures {
            Scalar.scaleAdd(
                1, x: frame.cotangent(output), xStride: frame.stride, addsToCotangent(ofInput: 0) ? 1 : 0,
                y: frame.cotangent(inputs.0 + feature), yStride: frame.stride, features: 1, lanes: frame.lanes)
        }
    }
}
