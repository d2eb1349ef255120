import Lanes

extension ProgramBuilder {
    /// Records a / b, feature by feature.
    ///
    /// At b = 0 the result is that of the arithmetic, ±∞, or not a number where a = 0 too; the cotangents are then not finite
    /// either. Where b can be zero, keep it away, as by `scale(_:by:plus:)` of a square.
    public mutating func divide(_ a: Value, _ b: Value) -> Value { combine(.divide, a, b) }
}

extension Instruction {
    func evaluateDivision<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        for feature in 0..<features {
            let a = frame.value(inputs.0 + feature)
            let b = frame.value(inputs.1 + feature)
            let y = frame.value(output + feature)
            for lane in 0..<frame.lanes { y[lane] = a[lane] / b[lane] }
        }
    }

    /// ā (+)= ȳ / b and b̄ (+)= −ȳ y / b.
    func pullBackDivision<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        for index in 0..<2 where !skipsCotangent(ofInput: index) {
            let adds = addsToCotangent(ofInput: index)
            for feature in 0..<features {
                let b = frame.value(inputs.1 + feature)
                let y = frame.value(output + feature)
                let dy = frame.cotangent(output + feature)
                let target = frame.cotangent(input(index) + feature)
                for lane in 0..<frame.lanes {
                    let term = index == 0 ? dy[lane] / b[lane] : -dy[lane] * y[lane] / b[lane]
                    target[lane] = adds ? target[lane] + term : term
                }
            }
        }
    }
}
