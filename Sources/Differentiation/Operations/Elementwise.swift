import Lanes

extension ProgramBuilder {
    /// Records a + b.
    public mutating func add(_ a: Value, _ b: Value) -> Value { combine(.add, a, b) }

    /// Records a − b.
    public mutating func subtract(_ a: Value, _ b: Value) -> Value { combine(.subtract, a, b) }

    /// Records a · b, feature by feature.
    public mutating func multiply(_ a: Value, _ b: Value) -> Value { combine(.multiply, a, b) }

    /// Records factor · x + offset.
    public mutating func scale(_ x: Value, by factor: Double, plus offset: Double = 0) -> Value {
        let result = allocate(x.features)
        var instruction = Instruction(operation: .scale)
        instruction.factor = factor
        instruction.offset = offset
        append(instruction, inputs: [x], output: result)
        return result
    }

    /// Records a copy of x in a place of its own.
    public mutating func copy(_ x: Value) -> Value {
        let result = allocate(x.features)
        append(Instruction(operation: .copy), inputs: [x], output: result)
        return result
    }
}

extension Instruction {
    @inline(__always)
    func evaluateSum<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { evaluateBinary(.add, frame) }

    @inline(__always)
    func evaluateDifference<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { evaluateBinary(.subtract, frame) }

    @inline(__always)
    func evaluateProduct<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { evaluateBinary(.multiply, frame) }

    @inline(__always)
    private func evaluateBinary<Scalar: LaneScalar>(_ operation: BinaryOperation, _ frame: Frame<Scalar>) {
        Scalar.binary(
            operation, a: frame.value(inputs.0), aStride: frame.stride, b: frame.value(inputs.1),
            bStride: frame.stride, y: frame.value(output), yStride: frame.stride, features: features,
            lanes: frame.lanes)
    }

    @inline(__always)
    func evaluateScale<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        let offset = Scalar(self.offset)
        for feature in 0..<features where offset != 0 {
            frame.value(output + feature).update(repeating: offset, count: frame.lanes)
        }
        Scalar.scaleAdd(
            Scalar(factor), x: frame.value(inputs.0), xStride: frame.stride, offset != 0 ? 1 : 0,
            y: frame.value(output), yStride: frame.stride, features: features, lanes: frame.lanes)
    }

    @inline(__always)
    func evaluateCopy<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        Scalar.scaleAdd(
            1, x: frame.value(inputs.0), xStride: frame.stride, 0, y: frame.value(output), yStride: frame.stride,
            features: features, lanes: frame.lanes)
    }

    /// x̄ (+)= factor ȳ.
    @inline(__always)
    private func pass<Scalar: LaneScalar>(_ frame: Frame<Scalar>, toInput index: Int, times factor: Scalar) {
        if skipsCotangent(ofInput: index) { return }
        Scalar.scaleAdd(
            factor, x: frame.cotangent(output), xStride: frame.stride, addsToCotangent(ofInput: index) ? 1 : 0,
            y: frame.cotangent(input(index)), yStride: frame.stride, features: features, lanes: frame.lanes)
    }

    @inline(__always)
    func pullBackSum<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        pass(frame, toInput: 0, times: 1)
        pass(frame, toInput: 1, times: 1)
    }

    @inline(__always)
    func pullBackDifference<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        pass(frame, toInput: 0, times: 1)
        pass(frame, toInput: 1, times: -1)
    }

    @inline(__always)
    func pullBackScale<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { pass(frame, toInput: 0, times: Scalar(factor)) }

    @inline(__always)
    func pullBackCopy<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { pass(frame, toInput: 0, times: 1) }

    /// ā (+)= ȳ b and b̄ (+)= ȳ a.
    @inline(__always)
    func pullBackProduct<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        for index in 0..<2 where !skipsCotangent(ofInput: index) {
            let other = input(1 - index)
            if addsToCotangent(ofInput: index) {
                Scalar.multiplyAdd(
                    a: frame.cotangent(output), aStride: frame.stride, b: frame.value(other), bStride: frame.stride,
                    y: frame.cotangent(input(index)), yStride: frame.stride, features: features, lanes: frame.lanes)
            } else {
                Scalar.binary(
                    .multiply, a: frame.cotangent(output), aStride: frame.stride, b: frame.value(other),
                    bStride: frame.stride, y: frame.cotangent(input(index)), yStride: frame.stride,
                    features: features, lanes: frame.lanes)
            }
        }
    }
}
