import Lanes

extension ProgramBuilder {
    /// Finds layers whose result one other layer alone reads: the reader's pullback multiplies by their derivative, which
    /// saves a pass over the cotangents.
    static func fuseSlopes(in instructions: inout [Instruction], steps: [Step], outputs: [Slot]) {
        for index in instructions.indices {
            let layer = instructions[index]
            let result = layer.output..<layer.output + layer.features
            guard layer.hasFusableSlope, !outputs.contains(where: { result.overlaps($0.range) }),
                let reader = onlyReader(of: result, in: instructions, steps: steps)
            else { continue }
            instructions[reader].inputSlope = layer.activation
            instructions[index].isSlopeTaken = true
        }
    }

    /// The same from frame to frame: the layer that gives `result` and the one that reads `state`.
    ///
    /// - Returns: the activation whose derivative a pullback that carries multiplies the state's cotangent by.
    static func carrySlope(
        in instructions: inout [Instruction], steps: [Step], state: Slot, result: Slot
    ) -> Activation {
        guard
            let index = instructions.firstIndex(where: {
                $0.output == result.offset && $0.features == result.features
            }), instructions[index].hasFusableSlope,
            !instructions.indices.contains(where: { reads(result.range, $0, in: instructions, steps: steps) > 0 }),
            let reader = onlyReader(of: state.range, in: instructions, steps: steps)
        else { return .identity }
        instructions[reader].carriedSlope = instructions[index].activation
        instructions[index].isSlopeCarried = true
        return instructions[index].activation
    }

    /// The affine layer that alone reads `range` and whose pullback writes the cotangent of just that.
    private static func onlyReader(of range: Range<Int>, in instructions: [Instruction], steps: [Step]) -> Int? {
        let counts = instructions.indices.map { reads(range, $0, in: instructions, steps: steps) }
        guard counts.reduce(0, +) == 1, let index = counts.firstIndex(of: 1) else { return nil }
        let reader = instructions[index]
        let end = reader.inputs.0 + reader.inputFeatures
        guard reader.operation == .affine, reader.inputs.0 + reader.constantFeatures == range.lowerBound,
            end == range.upperBound, !reader.skipsCotangent(ofInput: 0), !reader.addsToCotangent(ofInput: 0)
        else { return nil }
        return index
    }

    /// How many inputs of instruction `index` overlap `range`.
    private static func reads(
        _ range: Range<Int>, _ index: Int, in instructions: [Instruction], steps: [Step]
    ) -> Int {
        steps[index].inputs.indices.count {
            let start = instructions[index].input($0)
            return range.overlaps(start..<start + steps[index].inputs[$0].features)
        }
    }
}

extension Slot {
    fileprivate var range: Range<Int> { offset..<offset + features }
}

extension Instruction {
    /// Whether this is a layer with a derivative that another one's pullback can multiply by.
    fileprivate var hasFusableSlope: Bool {
        operation == .affine && activation != .identity && activation.hasFusableSlope
    }
}
