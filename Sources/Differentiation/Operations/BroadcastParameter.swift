import Lanes

extension ProgramBuilder {
    /// Records `features` parameters, from `offset` of the parameter vector on, as the same value in every lane.
    public mutating func broadcast(parameters offset: Int, features: Int) -> Value {
        let result = allocate(features)
        var instruction = Instruction(operation: .broadcastParameter)
        instruction.weights = offset
        append(instruction, inputs: [], output: result)
        return result
    }
}

extension Instruction {
    @inline(__always)
    func evaluateBroadcast<Scalar: LaneScalar>(_ frame: Frame<Scalar>, _ parameters: UnsafePointer<Scalar>) {
        for feature in 0..<features {
            frame.value(output + feature).update(repeating: parameters[weights + feature], count: frame.lanes)
        }
    }

    /// p̄ = Σ ȳ over lanes and groups.
    @inline(__always)
    func accumulateBroadcast<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, _ groups: Groups<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>
    ) {
        for feature in 0..<features {
            let dy = frame.cotangent(output + feature)
            var sum: Scalar = 0
            for group in 0..<groups.count {
                let first = dy + group * groups.stride
                if let scale = groups.scale {
                    let counts = scale + group * groups.scaleStride
                    for lane in 0..<frame.lanes { sum += first[lane] * counts[lane] }
                } else {
                    for lane in 0..<frame.lanes { sum += first[lane] }
                }
            }
            gradient[weights + feature] += sum
        }
    }
}
